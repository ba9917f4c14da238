package dev.pprof4j.label.trace;

import java.util.ArrayDeque;
import java.util.Deque;

import dev.pprof4j.label.TimeSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which thread works on which trace, and when, for the label {@code trace_id}
 * of CPU and wall-clock time. Safe to share between threads.
 */
public final class TraceSpans implements ObservationHandler<Observation.Context> {

	/** The key of the label. */
	static final String KEY = "trace_id";

	/** Scopes of one observation may be open in several threads. */
	private static final ThreadLocal<@Nullable Deque<Scope>> SCOPES = new ThreadLocal<>();

	@Override
	public boolean supportsContext(Observation.Context context) {
		return true;
	}

	@Override
	public void onScopeOpened(Observation.Context context) {
		Deque<Scope> open = SCOPES.get();
		if (open == null) {
			open = new ArrayDeque<>();
			SCOPES.set(open);
		}
		String trace = traceId(context);
		Scope outer = open.peek();
		boolean known = trace.isEmpty() || (outer != null && trace.equals(outer.trace()));
		open.push(new Scope(trace, known ? null : TimeSpans.open(KEY, trace)));
	}

	private static String traceId(Observation.Context context) {
		TracingContext tracing = context.get(TracingContext.class);
		Span span = (tracing != null) ? tracing.getSpan() : null;
		return (span != null) ? span.context().traceId() : "";
	}

	@Override
	public void onScopeClosed(Observation.Context context) {
		Deque<Scope> open = SCOPES.get();
		Scope closed = (open != null) ? open.poll() : null;
		if (closed != null && closed.span() != null) {
			closed.span().close();
		}
		if (open != null && open.isEmpty()) {
			SCOPES.remove();
		}
	}

	/** Called by Micrometer when nothing may be left in this thread. */
	@Override
	@SuppressWarnings("deprecation")
	public void onScopeReset(Observation.Context context) {
		Deque<Scope> open = SCOPES.get();
		while (open != null && !open.isEmpty()) {
			onScopeClosed(context);
		}
	}

	/**
	 * What this thread works on.
	 *
	 * @param trace the identifier of a trace, empty if there is none
	 * @param span the time of the trace, {@code null} if there is none or the enclosing
	 * scope has it
	 */
	private record Scope(String trace, TimeSpans.@Nullable Span span) {

	}

}
