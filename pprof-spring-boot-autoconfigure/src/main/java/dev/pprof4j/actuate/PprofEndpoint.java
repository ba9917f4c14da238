package dev.pprof4j.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;

import dev.pprof4j.Profiler;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.encode.ProfileText;
import dev.pprof4j.encode.ThreadDumpText;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
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

	/** The path of a recording of JDK Flight Recorder. */
	public static final String TRACE = "trace";

	static final String BINARY = "application/octet-stream";

	static final String TEXT = "text/plain;charset=UTF-8";

	private static final String HTML = "text/html;charset=UTF-8";

	private static final String JSON = "application/json";

	private static final Log logger = LogFactory.getLog(PprofEndpoint.class);

	private final Profiler profiler;

	private final PprofEncoder encoder;

	private final EndpointOptions options;

	private final PprofAccess access;

	private final Symbols symbols = new Symbols();

	/**
	 * The endpoint.
	 * @param profiler takes the profiles
	 * @param encoder writes them
	 * @param options what is shown
	 * @param access who may have one
	 */
	public PprofEndpoint(Profiler profiler, PprofEncoder encoder, EndpointOptions options, PprofAccess access) {
		this.profiler = profiler;
		this.encoder = encoder;
		this.options = options;
		this.access = access;
	}

	/**
	 * What there is to ask for, and whether it works.
	 * @param parameters the parameters of the request, of which none means anything
	 * @param format the form that the client accepts, {@code null} if it accepts none
	 * @param securityContext who asks
	 * @param namespace the server that was asked
	 * @return the index
	 */
	@ReadOperation(producesFrom = IndexFormat.class)
	public WebEndpointResponse<?> index(PprofParameters parameters, @Nullable IndexFormat format,
			SecurityContext securityContext, @Nullable WebServerNamespace namespace) {
		if (!this.access.isGranted(securityContext, namespace)) {
			return text(PprofAccess.STATUS, this.access.refusal());
		}
		boolean noPage = format == IndexFormat.HTML && !this.options.ui();
		IndexFormat shown = (format == null || noPage) ? IndexFormat.TEXT : format;
		Principal user = securityContext.getPrincipal();
		RequestAddress address = new RequestAddress(parameters.address(), (user != null) ? user.getName() : "");
		return new WebEndpointResponse<>(shown.body(PprofIndex.of(this.profiler, this.options), address), shown);
	}

	/**
	 * Answers what is asked for below the index.
	 * @param path the path below the endpoint's
	 * @param parameters the parameters of the request
	 * @param format the form of the index that the client accepts, {@code null} if it
	 * accepts none
	 * @param securityContext who asks
	 * @param namespace the server that was asked
	 * @return a profile as gzipped protobuf or as text, a recording, or a sentence that
	 * says why there is none
	 */
	@ReadOperation(produces = { BINARY, TEXT, HTML, JSON, "text/css", "text/javascript", "image/svg+xml" })
	public WebEndpointResponse<?> profile(@Selector(match = Match.ALL_REMAINING) String[] path,
			PprofParameters parameters, @Nullable IndexFormat format, SecurityContext securityContext,
			@Nullable WebServerNamespace namespace) {
		if (isIndex(path)) {
			return index(parameters, format, securityContext, namespace);
		}
		if (!this.access.isGranted(securityContext, namespace)) {
			return text(PprofAccess.STATUS, this.access.refusal());
		}
		if (UiFile.isBelow(path)) {
			return file(path, parameters);
		}
		try {
			return answer(PprofPath.of(path, parameters), parameters);
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
		// All that it held is garbage by now: the application may go on.
		catch (OutOfMemoryError ex) {
			return text(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE,
					"There is not enough memory left for this profile (" + ex.getMessage()
							+ "): try one that needs less");
		}
	}

	/** A slash at the end of the endpoint's path is an empty path below it. */
	private static boolean isIndex(String[] path) {
		return path.length == 0 || (path.length == 1 && path[0].isEmpty());
	}

	private WebEndpointResponse<byte[]> file(String[] path, PprofParameters parameters) {
		if (!this.options.ui()) {
			return text(WebEndpointResponse.STATUS_NOT_FOUND, "There are no pages: set pprof.ui.enabled=true");
		}
		return UiFile.of(path)
			.filter((file) -> !parameters.hasTrailingSlash())
			.map((file) -> ok(file.type(), file.content()))
			.orElseGet(() -> text(WebEndpointResponse.STATUS_NOT_FOUND, "Unknown profile"));
	}

	private WebEndpointResponse<?> answer(PprofPath path, PprofParameters parameters) throws InterruptedException {
		ProfileKind kind = path.kind();
		if (kind != null) {
			ProfileQuery query = ProfileQuery.of(kind, parameters, this.options.limits());
			return (query.isThreadDump() && !parameters.headOnly()) ? threadDump()
					: profile(query, parameters.headOnly());
		}
		if (path.equals(PprofPath.SYMBOL)) {
			return ok(TEXT, this.symbols.lookUp(String.join(" ", parameters.names())));
		}
		parameters.rejectUnknown();
		return path.equals(PprofPath.TRACE) ? trace(parameters) : commandLine();
	}

	private WebEndpointResponse<byte[]> profile(ProfileQuery query, boolean headOnly) throws InterruptedException {
		String type = (query.debug() > 0) ? TEXT : BINARY;
		if (headOnly) {
			return ok(type, "");
		}
		Profile profile = query.select(this.profiler.take(query.request()));
		if (query.debug() == 0) {
			return ok(type, this.encoder.encode(profile, this.options.limits().maxProfileBytes()));
		}
		this.symbols.remember(profile);
		return ok(type, ProfileText.of(profile));
	}

	private WebEndpointResponse<?> threadDump() {
		try {
			CompressedText text = CompressedText.of((out) -> {
				ThreadDumpText dump = new ThreadDumpText(out);
				dump.deadlocks(this.profiler.deadlocks());
				dump.leftOut(this.profiler.dump(dump));
			});
			return new WebEndpointResponse<>(text, WebEndpointResponse.STATUS_OK, MimeType.valueOf(TEXT));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Nothing is written but memory", ex);
		}
	}

	/** As in Go, a second if nothing else is asked for, and any number of digits. */
	private WebEndpointResponse<?> trace(PprofParameters parameters) throws InterruptedException {
		Duration duration = parameters.has("seconds") ? parameters.seconds(this.options.limits().maxDuration())
				: Duration.ofSeconds(1);
		if (parameters.headOnly()) {
			return ok(BINARY, "");
		}
		try {
			return new WebEndpointResponse<>(TraceResource.of(this.profiler.trace(duration)),
					WebEndpointResponse.STATUS_OK, MimeType.valueOf(BINARY));
		}
		catch (IOException ex) {
			throw new ProfilingException.Failed("The recording cannot be read (" + ex + ")", ex);
		}
	}

	private WebEndpointResponse<byte[]> commandLine() {
		return this.options.commandLine() ? ok(TEXT, CommandLine.ofThisProcess().text())
				: text(WebEndpointResponse.STATUS_NOT_FOUND, PprofIndex.NO_COMMAND_LINE);
	}

	private static WebEndpointResponse<byte[]> ok(String type, String text) {
		return ok(type, text.getBytes(StandardCharsets.UTF_8));
	}

	private static WebEndpointResponse<byte[]> ok(String type, byte[] body) {
		return new WebEndpointResponse<>(body, WebEndpointResponse.STATUS_OK, MimeType.valueOf(type));
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
