package dev.pprof4j.actuate;

import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;

/**
 * The second access check, inside the endpoint. It still applies if a filter chain of the
 * application lets everyone through, or if the endpoint is served by a server that was
 * not meant to serve it.
 *
 * @param enabled whether profiles may be taken at all: with ahead-of-time processing, the
 * endpoint exists even if {@code pprof.enabled=false} is set later
 * @param secured whether a role is required
 * @param roles the roles, one of which is required, with or without the prefix
 * {@code ROLE_}; never empty if a role is required, because for Boot an empty set means
 * anyone who is signed in
 * @param managementPortOnly whether only the management server may serve the endpoint
 */
public record PprofAccess(boolean enabled, boolean secured, Set<String> roles, boolean managementPortOnly) {

	static final int STATUS = 403;

	public PprofAccess {
		roles = Set.copyOf(roles);
		if (secured && roles.isEmpty()) {
			throw new IllegalArgumentException("pprof.security.roles must name at least one role");
		}
	}

	boolean isGranted(SecurityContext securityContext, @Nullable WebServerNamespace namespace) {
		if (!this.enabled) {
			return false;
		}
		if (this.managementPortOnly && (namespace == null || !namespace.equals(WebServerNamespace.MANAGEMENT))) {
			return false;
		}
		return !this.secured || Show.WHEN_AUTHORIZED.isShown(securityContext, this.roles);
	}

	/** The answer to a refused request. */
	String refusal() {
		if (!this.enabled) {
			return "Forbidden: profiles are switched off by pprof.enabled=false";
		}
		String port = this.managementPortOnly ? "the management port" : "any port";
		String role = this.secured ? " and one of pprof.security.roles=" + String.join(",", new TreeSet<>(this.roles))
				: "";
		return "Forbidden: needs " + port + role;
	}

}
