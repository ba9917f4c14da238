package dev.pprof4j.actuate;

import java.security.Principal;
import java.util.List;
import java.util.function.Supplier;

import dev.pprof4j.Profiler;
import dev.pprof4j.encode.PprofEncoder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * The endpoint {@code pprof}: an index, and below it one path for each profile. Requests
 * block while they record; the wait ends when the thread is interrupted or the
 * application stops.
 */
@WebEndpoint(id = "pprof", defaultAccess = Access.READ_ONLY)
public class PprofEndpoint {

	private static final Log logger = LogFactory.getLog(PprofEndpoint.class);

	/** The id of this endpoint. */
	public static final EndpointId ID = EndpointId.of("pprof");

	/** The path of a recording of JDK Flight Recorder. */
	public static final String TRACE = PprofPath.TRACE_NAME;

	private final Profiler profiler;

	private final ProfileCollector collector;

	private final EndpointOptions options;

	private final PprofAccess access;

	private final Symbols symbols = new Symbols();

	/**
	 * The endpoint.
	 * @param profiler takes the profiles
	 * @param encoder writes them
	 * @param options what is shown
	 * @param access who may take profiles
	 * @param listeners notified of requests for profiles
	 */
	public PprofEndpoint(Profiler profiler, PprofEncoder encoder, EndpointOptions options, PprofAccess access,
			List<CollectionListener> listeners) {
		this.profiler = profiler;
		this.collector = new ProfileCollector(profiler, encoder, options.limits(), this.symbols, listeners);
		this.options = options;
		this.access = access;
	}

	/**
	 * Lists what can be requested, and whether it works.
	 * @param parameters the parameters of the request, none of which has an effect
	 * @param format the form that the client accepts, {@code null} if it accepts none
	 * @param securityContext who asks
	 * @param namespace the server that received the request
	 * @return the index
	 */
	@ReadOperation(producesFrom = IndexFormat.class)
	public WebEndpointResponse<?> index(PprofParameters parameters, @Nullable IndexFormat format,
			SecurityContext securityContext, @Nullable WebServerNamespace namespace) {
		return guarded(() -> answerIndex(parameters, format, securityContext, namespace));
	}

	private WebEndpointResponse<?> answerIndex(PprofParameters parameters, @Nullable IndexFormat format,
			SecurityContext securityContext, @Nullable WebServerNamespace namespace) {
		if (!this.access.isGranted(securityContext, namespace)) {
			return Responses.sentence(PprofAccess.STATUS, this.access.refusal());
		}
		boolean noPage = format == IndexFormat.HTML && !this.options.ui();
		IndexFormat shown = (format == null || noPage) ? IndexFormat.TEXT : format;
		RequestAddress address = new RequestAddress(parameters.address(), userName(securityContext));
		return new WebEndpointResponse<>(shown.body(PprofIndex.of(this.profiler, this.options), address), shown);
	}

	/**
	 * Answers a request for a path below the index.
	 * @param path the path below the endpoint's
	 * @param parameters the parameters of the request
	 * @param format the form of the index that the client accepts, {@code null} if it
	 * accepts none
	 * @param securityContext who asks
	 * @param namespace the server that received the request
	 * @return a profile as gzipped protobuf or as text, a recording, or a sentence that
	 * says why there is none
	 */
	@ReadOperation(produces = { MediaTypes.BINARY, MediaTypes.TEXT, MediaTypes.HTML, MediaTypes.JSON, MediaTypes.CSS,
			MediaTypes.JAVASCRIPT, MediaTypes.SVG })
	public WebEndpointResponse<?> profile(@Selector(match = Match.ALL_REMAINING) String[] path,
			PprofParameters parameters, @Nullable IndexFormat format, SecurityContext securityContext,
			@Nullable WebServerNamespace namespace) {
		return guarded(() -> answer(path, parameters, format, securityContext, namespace));
	}

	private WebEndpointResponse<?> answer(String[] path, PprofParameters parameters, @Nullable IndexFormat format,
			SecurityContext securityContext, @Nullable WebServerNamespace namespace) {
		if (isIndex(path)) {
			return answerIndex(parameters, format, securityContext, namespace);
		}
		if (!this.access.isGranted(securityContext, namespace)) {
			this.collector.forbidden(path, userName(securityContext));
			return Responses.sentence(PprofAccess.STATUS, this.access.refusal());
		}
		if (UiFile.isBelow(path)) {
			return file(path, parameters);
		}
		try {
			return answer(PprofPath.of(path, parameters), parameters, userName(securityContext));
		}
		catch (BadQueryException ex) {
			return Responses.sentence(ex.status(), ex.getMessage());
		}
	}

	/**
	 * Answers unexpected failures itself: a container would answer with a page of the
	 * application, or with a sign-in.
	 */
	private static WebEndpointResponse<?> guarded(Supplier<WebEndpointResponse<?>> answer) {
		try {
			return answer.get();
		}
		catch (RuntimeException | Error ex) {
			logger.error("A request has failed", ex);
			return Responses.sentence(WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR,
					"The request has failed: " + ex.getClass().getName() + "; see the log");
		}
	}

	/**
	 * Whether browsers may cache what a path names: the parts of the pages that have a
	 * different path in each version.
	 * @param path the path of a request
	 * @return whether the content never changes
	 */
	public static boolean neverChanges(String path) {
		return UiFile.neverChanges(path);
	}

	/** A slash at the end of the endpoint's path arrives as an empty path below it. */
	private static boolean isIndex(String[] path) {
		return path.length == 0 || (path.length == 1 && path[0].isEmpty());
	}

	private WebEndpointResponse<byte[]> file(String[] path, PprofParameters parameters) {
		if (!this.options.ui()) {
			return Responses.sentence(WebEndpointResponse.STATUS_NOT_FOUND,
					"The pages are switched off: set pprof.ui.enabled=true");
		}
		return UiFile.of(path)
			.filter((file) -> !parameters.hasTrailingSlash())
			.map((file) -> Responses.ok(file.type(), file.content()))
			.orElseGet(() -> Responses.sentence(WebEndpointResponse.STATUS_NOT_FOUND, "Unknown profile"));
	}

	private WebEndpointResponse<?> answer(PprofPath path, PprofParameters parameters, String user) {
		String reasonWhyOff = this.options.reasonWhyOff(path);
		if (reasonWhyOff != null) {
			return Responses.sentence(WebEndpointResponse.STATUS_NOT_FOUND, reasonWhyOff);
		}
		if (path.equals(PprofPath.SYMBOL)) {
			return Responses.ok(MediaTypes.TEXT, this.symbols.lookUp(String.join(" ", parameters.names())));
		}
		if (path.equals(PprofPath.CMDLINE)) {
			parameters.rejectUnknown(path);
			return Responses.ok(MediaTypes.TEXT, CommandLine.ofThisProcess().text());
		}
		return this.collector.collect(path, parameters, user);
	}

	private static String userName(SecurityContext securityContext) {
		Principal user = securityContext.getPrincipal();
		return (user != null) ? user.getName() : "";
	}

}
