package dev.pprof4j.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import dev.pprof4j.Profiler;
import dev.pprof4j.actuate.CollectedProfile.Outcome;
import dev.pprof4j.encode.BoundedEncoder;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.encode.ProfileText;
import dev.pprof4j.encode.ThreadDumpText;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

/**
 * Takes the requested profiles, or answers with a sentence that says why there is none,
 * and notifies the listeners. Safe to share between threads.
 */
final class ProfileCollector {

	private static final Log logger = LogFactory.getLog(ProfileCollector.class);

	private final Profiler profiler;

	private final BoundedEncoder encoder;

	/** For profiles without the labels that are texts, which differ in their samples. */
	private final BoundedEncoder encoderWithoutTexts;

	private final ProfileLimits limits;

	private final Symbols symbols;

	private final List<CollectionListener> listeners;

	ProfileCollector(Profiler profiler, PprofEncoder encoder, ProfileLimits limits, Symbols symbols,
			List<CollectionListener> listeners) {
		this.profiler = profiler;
		this.encoder = new BoundedEncoder(encoder, limits.maxProfileSamples(), limits.maxProfileBytes());
		this.encoderWithoutTexts = new BoundedEncoder(encoder, limits.maxProfileSamples(), limits.maxProfileBytes());
		this.limits = limits;
		this.symbols = symbols;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Answers a request for a profile or a recording.
	 * @param path the requested path
	 * @param parameters the parameters of the request
	 * @param user the user who asks, empty if unknown
	 * @return the answer
	 */
	WebEndpointResponse<?> collect(PprofPath path, PprofParameters parameters, String user) {
		Tally tally = new Tally(path.name(), user, Outcome.FAILED);
		if (parameters.headOnly()) { // nothing is taken
			return answer(path, parameters, tally);
		}
		notifyListeners(CollectionListener::begun);
		try {
			WebEndpointResponse<?> response = answer(path, parameters, tally);
			tally.answered(response);
			return response;
		}
		finally {
			ended(tally.end(source(path.kind(), parameters)));
		}
	}

	private String source(@Nullable ProfileKind kind, PprofParameters parameters) {
		if (kind == null) {
			return "jfr";
		}
		return (kind == ProfileKind.CPU && parameters.has(PprofParameters.LAST)) ? this.profiler.status().pastSource()
				: this.profiler.status().source(kind);
	}

	/**
	 * Reports a request that was refused access.
	 * @param path the requested path, which may not exist
	 * @param user the user who asked
	 */
	void forbidden(String[] path, String user) {
		notifyListeners(CollectionListener::begun);
		boolean known = path.length == 1 && PprofPath.all().stream().anyMatch((row) -> row.name().equals(path[0]));
		ended(new Tally(known ? path[0] : "unknown", user, Outcome.FORBIDDEN).end("none"));
	}

	private void ended(CollectedProfile collected) {
		notifyListeners((listener) -> listener.ended(collected));
	}

	/** A failure of a listener must not cost the client its profile. */
	private void notifyListeners(Consumer<CollectionListener> what) {
		for (CollectionListener listener : this.listeners) {
			try {
				what.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("A request for a profile could not be reported", ex);
			}
		}
	}

	private WebEndpointResponse<?> answer(PprofPath path, PprofParameters parameters, Tally tally) {
		try {
			parameters.rejectUnknown(path);
			ProfileKind kind = path.kind();
			if (kind == null) {
				return trace(parameters, tally);
			}
			ProfileQuery query = ProfileQuery.of(kind, parameters, this.limits);
			return (query.isThreadDump() && !parameters.headOnly()) ? threadDump(query)
					: profile(query, parameters.headOnly(), tally);
		}
		catch (BadQueryException ex) {
			return Responses.sentence(ex.status(), ex.getMessage());
		}
		catch (ProfilingException ex) {
			return refused(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Responses.sentence(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, "The profile was interrupted");
		}
		// All that the request held is garbage by now: the application may go on.
		catch (OutOfMemoryError ex) {
			return Responses.sentence(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE,
					"There is not enough memory left for this profile (" + ex.getMessage()
							+ "): try one that needs less");
		}
	}

	private WebEndpointResponse<?> profile(ProfileQuery query, boolean headOnly, Tally tally)
			throws InterruptedException {
		String type = (query.debug() > 0) ? MediaTypes.TEXT : MediaTypes.BINARY;
		if (headOnly) {
			return Responses.ok(type, "");
		}
		Profile profile = query.select(this.profiler.take(query.request()));
		tally.taken(profile);
		if (query.debug() == 0) {
			BoundedEncoder encoder = query.textLabels() ? this.encoder : this.encoderWithoutTexts;
			return Responses.ok(type, encoder.encode(profile));
		}
		this.symbols.remember(profile);
		return text((out) -> ProfileText.write(profile, out));
	}

	private WebEndpointResponse<?> threadDump(ProfileQuery query) {
		return text((out) -> {
			ThreadDumpText dump = new ThreadDumpText(out);
			dump.deadlocks(this.profiler.deadlocks());
			dump.leftOut(this.profiler.dump((thread) -> dump.accept(query.select(thread))));
		});
	}

	private static WebEndpointResponse<?> text(CompressedText.Text text) {
		try {
			return new WebEndpointResponse<>(CompressedText.of(text), WebEndpointResponse.STATUS_OK,
					MimeType.valueOf(MediaTypes.TEXT));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Nothing is written but memory", ex);
		}
	}

	/** As in Go, one second by default, and fractions are allowed. */
	private WebEndpointResponse<?> trace(PprofParameters parameters, Tally tally) throws InterruptedException {
		Duration duration = parameters.has(PprofParameters.SECONDS) ? parameters.seconds(this.limits.maxDuration())
				: Duration.ofSeconds(1);
		if (parameters.headOnly()) {
			return Responses.ok(MediaTypes.BINARY, "");
		}
		try {
			long start = System.nanoTime();
			TraceResource trace = TraceResource.of(this.profiler.trace(duration));
			tally.recorded(Duration.ofNanos(System.nanoTime() - start));
			return new WebEndpointResponse<>(trace, WebEndpointResponse.STATUS_OK, MimeType.valueOf(MediaTypes.BINARY));
		}
		catch (IOException ex) {
			throw new ProfilingException.Failed("The recording cannot be read (" + ex + ")", ex);
		}
	}

	private static WebEndpointResponse<byte[]> refused(ProfilingException ex) {
		if (ex instanceof ProfilingException.Busy) {
			return Responses.sentence(WebEndpointResponse.STATUS_TOO_MANY_REQUESTS, ex.getMessage());
		}
		if (ex instanceof ProfilingException.Conflict) {
			return Responses.sentence(409, ex.getMessage());
		}
		if (ex instanceof ProfilingException.Unavailable) {
			return Responses.sentence(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, ex.getMessage());
		}
		logger.error("A profile could not be taken", ex);
		return Responses.sentence(WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR, ex.getMessage());
	}

}
