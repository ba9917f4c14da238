package dev.pprof4j.actuate.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

import dev.pprof4j.Profiler;
import dev.pprof4j.actuate.CollectedProfile;
import dev.pprof4j.actuate.CollectedProfile.Outcome;
import dev.pprof4j.actuate.CollectionListener;
import dev.pprof4j.source.EventFigures;
import dev.pprof4j.source.HeapFigures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters {@code pprof.*}. Reading them takes no profile, and reads only a few
 * numbers. Safe to share between threads.
 */
public final class PprofMeters implements CollectionListener, AutoCloseable {

	private static final String PROFILE = "profile";

	private final MeterRegistry registry;

	/**
	 * The meters that read from the profiler or from this object. The meters of others
	 * stay in the registry.
	 */
	private final List<Meter> asking;

	private final AtomicInteger active = new AtomicInteger();

	private final AtomicLong requestCpuNanos = new AtomicLong();

	/**
	 * Registers the meters that exist from the start.
	 * @param registry where to register them
	 * @param profiler takes the profiles
	 */
	public PprofMeters(MeterRegistry registry, Profiler profiler) {
		this.registry = registry;
		List<Meter> others = registry.getMeters();
		Gauge.builder("pprof.collection.active", this.active, AtomicInteger::get)
			.description("Requests for profiles that are being answered")
			.register(registry);
		Gauge.builder("pprof.collection.waiting", profiler, (taker) -> taker.status().waiting())
			.description("Requests that wait for a window to end, or read the past")
			.register(registry);
		heapGauge(profiler, "pprof.heap.records", "Combinations of stack, class and size in the heap sampler", null,
				HeapFigures::records);
		heapGauge(profiler, "pprof.heap.live", "Sampled objects that the heap sampler has not seen die", null,
				HeapFigures::live);
		heapGauge(profiler, "pprof.heap.memory", "Native memory of the heap sampler", "bytes",
				HeapFigures::memoryBytes);
		heapCounter(profiler, "pprof.heap.drawn", "Objects that the JVM has sampled for the heap sampler",
				HeapFigures.Work::drawn);
		heapCounter(profiler, "pprof.heap.followed", "Sampled objects that the heap sampler has followed up",
				HeapFigures.Work::followedUp);
		FunctionCounter.builder("pprof.events", profiler, (source) -> events(source, EventFigures::events))
			.description("Events of JDK Flight Recorder that were counted")
			.register(registry);
		TimeGauge
			.builder("pprof.events.lag", profiler, TimeUnit.NANOSECONDS,
					(source) -> events(source, (figures) -> figures.lag().toNanos()))
			.description("Time from the end of the newest event until it was counted")
			.register(registry);
		cpuTime("requests", this.requestCpuNanos, (nanos) -> nanos.get() / 1e9);
		cpuTime("heap", profiler, (source) -> heap(source, (work) -> work.cpuTime().toNanos() / 1e9));
		cpuTime("events", profiler, (source) -> events(source, (figures) -> figures.cpuTime().toNanos() / 1e9));
		this.asking = registry.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().startsWith("pprof.") && !others.contains(meter))
			.toList();
	}

	private void heapGauge(Profiler profiler, String name, String description, @Nullable String unit,
			ToDoubleFunction<HeapFigures> figure) {
		Gauge.builder(name, profiler, (source) -> {
			Optional<HeapFigures> figures = source.status().heapFigures();
			return figures.isPresent() ? figure.applyAsDouble(figures.get()) : Double.NaN;
		}).description(description).baseUnit(unit).register(this.registry);
	}

	private void heapCounter(Profiler profiler, String name, String description,
			ToDoubleFunction<HeapFigures.Work> figure) {
		FunctionCounter.builder(name, profiler, (source) -> heap(source, figure))
			.description(description)
			.register(this.registry);
	}

	private static double heap(Profiler profiler, ToDoubleFunction<HeapFigures.Work> figure) {
		Optional<HeapFigures> figures = profiler.status().heapFigures();
		return figures.isPresent() ? figure.applyAsDouble(figures.get().work()) : 0;
	}

	private static double events(Profiler profiler, ToDoubleFunction<EventFigures> figure) {
		Optional<EventFigures> figures = profiler.status().eventFigures();
		return figures.isPresent() ? figure.applyAsDouble(figures.get()) : 0;
	}

	/**
	 * The object that a meter reads from must live as long as this one: meters do not
	 * keep it alive.
	 */
	private <T> void cpuTime(String by, T asked, ToDoubleFunction<T> seconds) {
		FunctionCounter.builder("pprof.cpu.time", asked, seconds)
			.description("CPU time of answering requests, of the heap sampler, and of counting events")
			.baseUnit("seconds")
			.tag("by", by)
			.register(this.registry);
	}

	/**
	 * Removes the meters that read from the profiler: a later profiler may use the same
	 * registry.
	 */
	@Override
	public void close() {
		this.asking.forEach(this.registry::remove);
	}

	@Override
	public void begun() {
		this.active.incrementAndGet();
	}

	@Override
	public void ended(CollectedProfile collected) {
		this.active.decrementAndGet();
		this.requestCpuNanos.addAndGet(collected.cpuTime().toNanos());
		Timer.builder("pprof.collection")
			.description("Requests for profiles, from request to answer")
			.tags(PROFILE, collected.profile(), "source", collected.source(), "outcome",
					collected.outcome().name().toLowerCase(Locale.ROOT))
			.register(this.registry)
			.record(positive(collected.took()));
		if (collected.outcome() == Outcome.SUCCESS) {
			DistributionSummary.builder("pprof.profile.size")
				.description("Size of answers")
				.baseUnit("bytes")
				.tag(PROFILE, collected.profile())
				.register(this.registry)
				.record((double) collected.bytes());
			Counter.builder("pprof.samples.lost")
				.description("Samples that were taken but of which nothing is known")
				.tag(PROFILE, collected.profile())
				.register(this.registry)
				.increment((double) collected.lostSamples());
		}
	}

	private static Duration positive(Duration duration) {
		return duration.isNegative() ? Duration.ZERO : duration;
	}

}
