package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.LongFunction;

import dev.pprof4j.label.TimeSpans;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.Stack;
import dev.pprof4j.source.asyncprofiler.chunk.Chunk;
import dev.pprof4j.symbol.SourceFiles;

/**
 * Reads the execution samples of JFR files written by async-profiler into a profile. A
 * sample is worth one sampling interval, of CPU time or of wall-clock time, unless the
 * thread's clock is more accurate. Samples are first counted by thread and stack, so that
 * names are created once per stack. Used for one window.
 */
final class ExecutionSamples {

	/**
	 * The index of the time among the values of a sample; the number of samples comes
	 * first.
	 */
	private static final int TIME = 1;

	/** So much CPU time without a sample is surprising. */
	private static final long SURPRISING_MILLIS = 500;

	private static final String NOTHING = "There are no samples, although %s ms of CPU time were used: the process"
			+ " may have reached its limit of open files (ulimit -n) or of pending signals (ulimit -i), of which"
			+ " async-profiler needs one for each thread";

	/** A smaller gap can come from the ends of a window and from chance. */
	private static final double SURPRISING_SHARE = 0.05;

	/** In addition, more than this many sampling intervals must be missing. */
	private static final int SURPRISING_INTERVALS = 20;

	static final String MISSING = "The samples cover less than 95 % of the CPU time that the process used: native"
			+ " threads, and threads that end within the window or use little CPU time, are sampled too rarely";

	private final SampledEvent event;

	/** The sampling interval that was asked for; the actual one may be shorter. */
	private final long wantedIntervalNanos;

	private final SourceFiles sourceFiles;

	private final ProfileBuilder builder;

	private final ThreadWeights weights = new ThreadWeights();

	/** Whether there is any sample, including lost ones. */
	private boolean sampled;

	/** The time that the samples stand for, and what clocks add to it. */
	private long sampledNanos;

	private final TimeSpans spans = TimeSpans.remembered();

	private long startNanos = Long.MAX_VALUE;

	private long endNanos = Long.MIN_VALUE;

	ExecutionSamples(SampledEvent event, long wantedIntervalNanos, SourceFiles sourceFiles) {
		this.event = event;
		this.wantedIntervalNanos = wantedIntervalNanos;
		this.sourceFiles = sourceFiles;
		this.builder = new ProfileBuilder(event.kind(), wantedIntervalNanos);
	}

	/** Adds a sentence for readers of the profile. */
	void comment(String sentence) {
		this.builder.comment(sentence);
	}

	/**
	 * Adds the samples of some chunks.
	 * @param file whole chunks, one after the other
	 * @param from where the first begins
	 * @param to where the last ends
	 * @param intervalNanos what a sample in it is worth
	 */
	void add(Path file, long from, long to, long intervalNanos) throws IOException {
		if (from >= to) {
			throw new IOException("it is empty");
		}
		try (RandomAccessFile chunks = new RandomAccessFile(file.toFile(), "r")) {
			for (long begin = from; begin < to;) {
				Chunk chunk = new Chunk(chunks, begin, to);
				add(chunk, intervalNanos);
				begin = chunk.end();
			}
		}
	}

	/**
	 * Makes the samples of a thread worth what its clock shows.
	 * @param threadNanos CPU time of threads, by their Java identifiers, as far as it is
	 * known
	 */
	void weigh(Map<Long, Long> threadNanos) {
		Map<Long, Double> factors = this.weights.factors(threadNanos);
		if (!factors.isEmpty()) {
			this.builder.scale(TIME, (labels) -> factors.getOrDefault(ChunkThreads.id(labels), 1.0));
			this.sampledNanos += this.weights.gain(factors);
		}
	}

	/**
	 * Adds the CPU time of threads that have no sample, as far as the process has used
	 * more than the samples account for. That limit is needed because the samples of a
	 * native thread that was several Java threads carry the identifier of only one of
	 * them.
	 * @param threadNanos CPU time of threads, by their Java identifiers, as far as it is
	 * known
	 * @param labels the labels of a thread
	 * @param usedNanos the CPU time that the process has used in the window
	 */
	void addUnseen(Map<Long, Long> threadNanos, LongFunction<Labels> labels, long usedNanos) {
		this.weights.unseen(threadNanos, this.wantedIntervalNanos).forEach((thread, used) -> {
			long nanos = Math.min(used, missingNanos(usedNanos));
			if (nanos > 0) {
				this.sampledNanos += nanos;
				this.builder.add(List.of(Frame.NO_SAMPLES), labels.apply(thread), 0, nanos);
			}
		});
	}

	/**
	 * Adds samples about which nothing is known.
	 * @param samples how many
	 * @param nanos what they are worth
	 */
	void addLost(long samples, long nanos) {
		if (samples > 0) {
			this.sampled = true;
			this.sampledNanos += nanos;
			this.builder.add(List.of(Frame.LOST), Labels.EMPTY, samples, nanos);
		}
	}

	/**
	 * Adds samples about which nothing is known, but which the clocks may have covered.
	 * @param samples how many
	 * @param nanos what they are worth at most
	 * @param usedNanos the CPU time that the process has used in the window
	 */
	void addLost(long samples, long nanos, long usedNanos) {
		addLost(samples, Math.min(nanos, missingNanos(usedNanos)));
	}

	private long missingNanos(long usedNanos) {
		return Math.max(0, usedNanos - this.sampledNanos);
	}

	/**
	 * Adds a comment if much of the CPU time that the process has used is missing.
	 * @param usedNanos the CPU time that the process has used in the window
	 */
	void commentOnMissing(long usedNanos) {
		long missing = missingNanos(usedNanos);
		long millis = TimeUnit.NANOSECONDS.toMillis(usedNanos);
		if (!this.sampled && millis > SURPRISING_MILLIS) {
			comment(NOTHING.formatted(millis));
		}
		else if (this.event == SampledEvent.CPU && missing > usedNanos * SURPRISING_SHARE
				&& missing > SURPRISING_INTERVALS * this.wantedIntervalNanos) {
			comment(MISSING);
		}
	}

	/** The profile of all samples. */
	Profile build() {
		Instant start = instant(this.startNanos);
		TimeSpans.missingSince(start).ifPresent(this::comment);
		return this.builder.build(start, Duration.ofNanos(this.endNanos - this.startNanos));
	}

	private void add(Chunk chunk, long intervalNanos) throws IOException {
		this.startNanos = Math.min(this.startNanos, chunk.startNanos());
		this.endNanos = Math.max(this.endNanos, chunk.endNanos());
		ChunkThreads threads = new ChunkThreads(chunk, this.spans);
		ChunkStacks stacks = new ChunkStacks(chunk, this.sourceFiles, this.builder);
		SampleCounts counts = count(chunk, threads);
		counts.forEachThread((thread, samples) -> this.weights.add(ChunkThreads.id(threads.of(thread)), samples,
				samples * intervalNanos));
		counts.forEach((stack, thread, samples) -> add(stacks.of(stack), threads.of(thread), samples, intervalNanos));
	}

	private SampleCounts count(Chunk chunk, ChunkThreads threads) throws IOException {
		IntPredicate states = this.event.states(chunk.threadStates());
		SampleCounts counts = new SampleCounts();
		chunk.forEachSample((ticks, thread, state, stack, count) -> {
			if (states.test(state)) {
				counts.add(stack, threads.number(thread, ticks), count);
			}
		});
		return counts;
	}

	private void add(Stack stack, Labels labels, long samples, long intervalNanos) {
		this.sampled = true;
		this.sampledNanos += samples * intervalNanos;
		this.builder.add(stack, labels, samples, samples * intervalNanos);
	}

	private static Instant instant(long nanos) {
		long second = TimeUnit.SECONDS.toNanos(1);
		return Instant.ofEpochSecond(nanos / second, nanos % second);
	}

}
