package dev.pprof4j.actuate;

import java.nio.charset.StandardCharsets;

import dev.pprof4j.Profiler;
import dev.pprof4j.encode.HeapText;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.ProfilingException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeType;

/**
 * The endpoint {@code pprof}: an index, and below it one path for each profile. Requests
 * block for as long as they record; the wait ends when the thread is interrupted or the
 * application stops.
 */
@WebEndpoint(id = "pprof", defaultAccess = Access.READ_ONLY)
public class PprofEndpoint {

	static final String BINARY = "application/octet-stream";

	static final String TEXT = "text/plain;charset=UTF-8";

	private static final Log logger = LogFactory.getLog(PprofEndpoint.class);

	private final Profiler profiler;

	private final PprofEncoder encoder;

	private final ProfileLimits limits;

	private final PprofAccess access;

	/**
	 * The endpoint.
	 * @param profiler takes the profiles
	 * @param encoder writes them
	 * @param limits how long a profile may take
	 * @param access who may have one
	 */
	public PprofEndpoint(Profiler profiler, PprofEncoder encoder, ProfileLimits limits, PprofAccess access) {
		this.profiler = profiler;
		this.encoder = encoder;
		this.limits = limits;
		this.access = access;
	}

	/**
	 * What there is to ask for, and whether it works.
	 * @param securityContext who asks
	 * @param namespace the server that was asked
	 * @return the index, as text
	 */
	@ReadOperation(produces = TEXT)
	public WebEndpointResponse<byte[]> index(SecurityContext securityContext, @Nullable WebServerNamespace namespace) {
		if (!this.access.isGranted(securityContext, namespace)) {
			return text(PprofAccess.STATUS, this.access.refusal());
		}
		return text(WebEndpointResponse.STATUS_OK, new PprofIndex(this.profiler, this.limits).text());
	}

	/**
	 * Takes a profile.
	 * @param path the path below the endpoint's
	 * @param parameters the parameters of the request
	 * @param securityContext who asks
	 * @param namespace the server that was asked
	 * @return the profile as gzipped protobuf or as text, or a sentence that says why
	 * there is none
	 */
	@ReadOperation(produces = { BINARY, TEXT })
	public WebEndpointResponse<byte[]> profile(@Selector(match = Match.ALL_REMAINING) String[] path,
			PprofParameters parameters, SecurityContext securityContext, @Nullable WebServerNamespace namespace) {
		if (!this.access.isGranted(securityContext, namespace)) {
			return text(PprofAccess.STATUS, this.access.refusal());
		}
		try {
			ProfileQuery query = ProfileQuery.of(path, parameters, this.limits);
			return answer(query, parameters.headOnly());
		}
		catch (BadQueryException ex) {
			return text(ex.status(), ex.getMessage());
		}
		catch (ProfilingException ex) {
			return refused(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return text(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, "The profile was interrupted");
		}
	}

	private WebEndpointResponse<byte[]> answer(ProfileQuery query, boolean headOnly) throws InterruptedException {
		MimeType type = MimeType.valueOf(query.debug() ? TEXT : BINARY);
		byte[] body = headOnly ? new byte[0] : take(query);
		return new WebEndpointResponse<>(body, WebEndpointResponse.STATUS_OK, type);
	}

	private byte[] take(ProfileQuery query) throws InterruptedException {
		Profile taken = this.profiler.take(query.request());
		Profile profile = query.textLabels() ? taken : taken.withoutTextLabels();
		return query.debug() ? HeapText.of(profile).getBytes(StandardCharsets.UTF_8) : this.encoder.encode(profile);
	}

	private static WebEndpointResponse<byte[]> refused(ProfilingException ex) {
		if (ex instanceof ProfilingException.Busy) {
			return text(WebEndpointResponse.STATUS_TOO_MANY_REQUESTS, ex.getMessage());
		}
		if (ex instanceof ProfilingException.Conflict) {
			return text(409, ex.getMessage());
		}
		if (ex instanceof ProfilingException.Unavailable) {
			return text(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, ex.getMessage());
		}
		logger.error("A profile could not be taken", ex);
		return text(WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR, ex.getMessage());
	}

	private static WebEndpointResponse<byte[]> text(int status, @Nullable String sentence) {
		byte[] body = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
		return new WebEndpointResponse<>(body, status, MimeType.valueOf(TEXT));
	}

}
