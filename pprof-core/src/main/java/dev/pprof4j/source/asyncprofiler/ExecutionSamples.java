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
 * sample is worth one sampling interval, of CPU time or of time, unless the thread's
 * clock knows better. Samples are counted by thread and stack first, so that names are
 * made once for each stack. Used for one window.
 */
final class ExecutionSamples {

	/** Which value of a sample it is, after their number. */
	private static final int TIME = 1;

	/** So much CPU time, and no sample. */
	private static final long SURPRISING_MILLIS = 500;

	private static final String NOTHING = "There are no samples, although %d ms of CPU time were used: the process"
			+ " may have reached its limit of open files (ulimit -n) or of pending signals (ulimit -i), of which"
			+ " async-profiler needs one for each thread";

	/** Less is within what the ends of a window and chance make of it. */
	private static final double SURPRISING_SHARE = 0.05;

	/** Of what is missing, in sampling intervals. */
	private static final int SURPRISING_INTERVALS = 20;

	static final String MISSING = "Samples tell of less than 95 % of the CPU time that the process used: native threads,"
			+ " and threads that end within the window or use little of it, are sampled too seldom";

	private final SampledEvent event;

	private final long intervalNanos;

	private final SourceFiles sourceFiles;

	private final ProfileBuilder builder;

	private final ThreadWeights weights = new ThreadWeights();

	/** Whether there is any sample, lost ones among them. */
	private boolean sampled;

	/** What the samples stand for, and what clocks tell besides. */
	private long sampledNanos;

	private final TimeSpans spans = TimeSpans.remembered();

	private long startNanos = Long.MAX_VALUE;

	private long endNanos = Long.MIN_VALUE;

	ExecutionSamples(SampledEvent event, long intervalNanos, SourceFiles sourceFiles) {
		this.event = event;
		this.intervalNanos = intervalNanos;
		this.sourceFiles = sourceFiles;
		this.builder = new ProfileBuilder(event.kind(), intervalNanos);
	}

	/** Adds a sentence for whoever reads the profile. */
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
			throw new IOException("there is nothing in it");
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
	 * Makes the samples of a thread worth what its clock says.
	 * @param threadNanos CPU time of threads, by their Java identifiers, as far as it is
	 * known
	 */
	void weigh(Map<Long, Long> threadNanos) {
		Map<Long, Double> factors = this.weights.factors(threadNanos);
		if (!factors.isEmpty()) {
			this.builder.scale(TIME, (labels) -> factors.getOrDefault(JfrThreads.id(labels), 1.0));
			this.sampledNanos += this.weights.gain(factors);
		}
	}

	/**
	 * Adds the CPU time of threads that have no sample, as far as the process has used
	 * more than samples tell: the identifier in samples of a native thread that was
	 * several threads of Java is one of these.
	 * @param threadNanos CPU time of threads, by their Java identifiers, as far as it is
	 * known
	 * @param labels which labels they have
	 * @param usedNanos the CPU time that the process has used meanwhile
	 */
	void addUnseen(Map<Long, Long> threadNanos, LongFunction<Labels> labels, long usedNanos) {
		this.weights.unseen(threadNanos, this.intervalNanos).forEach((thread, used) -> {
			long nanos = Math.min(used, missingNanos(usedNanos));
			if (nanos > 0) {
				this.sampledNanos += nanos;
				this.builder.add(List.of(Frame.NO_SAMPLES), labels.apply(thread), 0, nanos);
			}
		});
	}

	/**
	 * Adds samples that nobody knows anything of.
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
	 * Adds samples that nobody knows anything of, but that clocks may have told of.
	 * @param samples how many
	 * @param nanos what they are worth at most
	 * @param usedNanos the CPU time that the process has used meanwhile
	 */
	void addLost(long samples, long nanos, long usedNanos) {
		addLost(samples, Math.min(nanos, missingNanos(usedNanos)));
	}

	private long missingNanos(long usedNanos) {
		return Math.max(0, usedNanos - this.sampledNanos);
	}

	/**
	 * Says so where much is missing of the CPU time that the process has used.
	 * @param usedNanos the CPU time that the process has used meanwhile
	 */
	void compare(long usedNanos) {
		long missing = missingNanos(usedNanos);
		long millis = TimeUnit.NANOSECONDS.toMillis(usedNanos);
		if (!this.sampled && millis > SURPRISING_MILLIS) {
			comment(NOTHING.formatted(millis));
		}
		else if (this.event == SampledEvent.CPU && missing > usedNanos * SURPRISING_SHARE
				&& missing > SURPRISING_INTERVALS * this.intervalNanos) {
			comment(MISSING);
		}
	}

	/** The profile of all of them. */
	Profile build() {
		return this.builder.build(instant(this.startNanos), Duration.ofNanos(this.endNanos - this.startNanos));
	}

	private void add(Chunk chunk, long intervalNanos) throws IOException {
		this.startNanos = Math.min(this.startNanos, chunk.startNanos());
		this.endNanos = Math.max(this.endNanos, chunk.endNanos());
		JfrThreads threads = new JfrThreads(chunk, this.spans);
		JfrStacks stacks = new JfrStacks(chunk, this.sourceFiles, this.builder);
		SampleCounts counts = count(chunk, threads);
		counts.forEachThread((thread, samples) -> this.weights.add(JfrThreads.id(threads.of(thread)), samples,
				samples * intervalNanos));
		counts.forEach((stack, thread, samples) -> add(stacks.of(stack), threads.of(thread), samples, intervalNanos));
	}

	private SampleCounts count(Chunk chunk, JfrThreads threads) throws IOException {
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
