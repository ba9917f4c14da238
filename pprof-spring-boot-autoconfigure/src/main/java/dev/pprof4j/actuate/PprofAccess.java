package dev.pprof4j.actuate;

import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;

/**
 * The second lock, inside the endpoint: it holds when a filter chain of the application's
 * lets everybody through, or the endpoint is served by a server it was not meant for.
 *
 * @param secured whether a role is needed
 * @param roles one of these is needed, with or without the prefix {@code ROLE_}; never
 * empty where a role is needed, since Boot takes an empty set for anybody who is logged
 * in
 * @param managementPortOnly whether only the management server may serve
 */
public record PprofAccess(boolean secured, Set<String> roles, boolean managementPortOnly) {

	static final int STATUS = 403;

	public PprofAccess {
		roles = Set.copyOf(roles);
		if (secured && roles.isEmpty()) {
			throw new IllegalArgumentException("pprof.security.roles must name at least one role");
		}
	}

	boolean isGranted(SecurityContext securityContext, @Nullable WebServerNamespace namespace) {
		if (this.managementPortOnly && (namespace == null || !namespace.equals(WebServerNamespace.MANAGEMENT))) {
			return false;
		}
		return !this.secured || Show.WHEN_AUTHORIZED.isShown(securityContext, this.roles);
	}

	/** What to tell whoever is refused. */
	String refusal() {
		String port = this.managementPortOnly ? "the management port" : "any port";
		String role = this.secured ? " and one of pprof.security.roles=" + String.join(",", new TreeSet<>(this.roles))
				: "";
		return "Forbidden: needs " + port + role;
	}

}
