package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.asyncprofiler.chunk.Chunk;
import dev.pprof4j.source.asyncprofiler.chunk.ChunkMethod;
import dev.pprof4j.source.asyncprofiler.chunk.ChunkThread;
import dev.pprof4j.source.asyncprofiler.chunk.StackTrace;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import one.profiler.AsyncProfiler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Chunk}: a recording of async-profiler is read by it and by the JDK.
 */
class ChunkTests {

	/** In the order in which async-profiler numbers them. */
	private static final List<String> FRAME_TYPES = List.of("Interpreted", "JIT compiled", "Inlined", "Native", "C++",
			"Kernel", "C1 compiled");

	@TempDir
	static Path tempDir;

	private static Path recording;

	/** Records two chunks of CPU and wall-clock samples. */
	@BeforeAll
	static void record() throws Exception {
		recording = tempDir.resolve("both.jfr");
		AsyncProfiler profiler = new AsyncProfilerLibrary(null, tempDir).profiler();
		CountDownLatch end = new CountDownLatch(1);
		Thread waiting = new Thread(() -> TestedSources.parked(end), "waiting, é");
		waiting.start();
		profiler.execute(AsyncProfilerCommand
			.start(new Intervals(Map.of(SampledEvent.CPU, 1_000_000L, SampledEvent.WALL, 5_000_000L)), recording));
		new CpuSplit("split", 3, TimeUnit.MILLISECONDS.toNanos(300)).run();
		profiler.execute(AsyncProfilerCommand.DUMP);
		new CpuSplit("split", 3, TimeUnit.MILLISECONDS.toNanos(300)).run();
		profiler.execute(AsyncProfilerCommand.STOP);
		end.countDown();
		waiting.join();
	}

	@Test
	void samplesShouldBeThoseThatTheJdkReads() throws IOException {
		List<Sample> theirs = theirs(recording);
		List<Sample> ours = ours(recording);
		assertThat(theirs).extracting(Sample::state).contains("STATE_DEFAULT", "STATE_RUNNABLE", "STATE_SLEEPING");
		assertThat(theirs).extracting(Sample::thread).contains("waiting, é");
		assertThat(theirs).as("threads at rest are reported together").anyMatch((sample) -> sample.count() > 1);
		assertThat(ours).hasSameSizeAs(theirs);
		assertThat(counted(ours)).containsExactlyInAnyOrderEntriesOf(counted(theirs));
	}

	/**
	 * In one chunk only: the JDK uses the clock of the first chunk for all others, too.
	 */
	@Test
	void timesShouldBeThoseThatTheJdkReads() throws IOException {
		Path first = tempDir.resolve("first.jfr");
		Files.write(first, Arrays.copyOf(Files.readAllBytes(recording), (int) firstChunkEnd()));
		List<Long> ours = ours(first).stream().map(Sample::micros).sorted().toList();
		List<Long> theirs = theirs(first).stream().map(Sample::micros).sorted().toList();
		assertThat(ours).hasSameSizeAs(theirs).isNotEmpty();
		for (int i = 0; i < theirs.size(); i++) {
			assertThat(ours.get(i)).isBetween(theirs.get(i) - 1, theirs.get(i) + 1);
		}
	}

	private static long firstChunkEnd() throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(recording.toFile(), "r")) {
			return Chunk.lengthAt(file, 0);
		}
	}

	private static Map<String, Long> counted(List<Sample> samples) {
		Map<String, Long> counts = new HashMap<>();
		samples.forEach((sample) -> counts.merge(sample.toString().replaceAll("micros=\\d+", ""), 1L, Long::sum));
		return counts;
	}

	private static List<Sample> theirs(Path path) throws IOException {
		List<Sample> samples = new ArrayList<>();
		try (RecordingFile file = new RecordingFile(path)) {
			while (file.hasMoreEvents()) {
				RecordedEvent event = file.readEvent();
				boolean wall = event.getEventType().getName().equals("profiler.WallClockSample");
				if (wall || event.getEventType().getName().equals("jdk.ExecutionSample")) {
					samples.add(theirs(event, wall ? event.getInt("samples") : 1));
				}
			}
		}
		return samples;
	}

	private static Sample theirs(RecordedEvent event, int count) {
		RecordedThread thread = event.getThread("sampledThread");
		String name = (thread.getJavaName() != null) ? thread.getJavaName() : thread.getOSName();
		RecordedStackTrace stack = event.getStackTrace();
		List<String> frames = (stack != null) ? stack.getFrames().stream().map(ChunkTests::theirs).toList() : List.of();
		Instant time = event.getStartTime();
		return new Sample(name, thread.getLong("javaThreadId"), event.getString("state"), count, frames,
				time.getEpochSecond() * 1_000_000 + time.getNano() / 1000);
	}

	private static String theirs(RecordedFrame frame) {
		RecordedMethod method = frame.getMethod();
		return "%s.%s%s:%d %s".formatted(method.getType().getName(), method.getName(), method.getDescriptor(),
				frame.getLineNumber(), frame.getType());
	}

	private static List<Sample> ours(Path path) throws IOException {
		List<Sample> samples = new ArrayList<>();
		try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
			for (long begin = 0; begin < file.length();) {
				Chunk chunk = new Chunk(file, begin, file.length());
				samples.addAll(ours(chunk));
				begin = chunk.end();
			}
		}
		return samples;
	}

	private static List<Sample> ours(Chunk chunk) throws IOException {
		List<Integer> stacks = new ArrayList<>();
		List<Sample> bare = new ArrayList<>();
		Map<Integer, String> states = chunk.threadStates();
		chunk.forEachSample((ticks, tid, state, stack, count) -> {
			ChunkThread thread = chunk.thread(tid);
			stacks.add(stack);
			bare.add(new Sample(thread.name(), thread.javaId(), String.valueOf(states.get(state)), count, List.of(),
					chunk.nanos(ticks) / 1000));
		});
		List<Sample> samples = new ArrayList<>();
		StackTrace trace = new StackTrace();
		for (int i = 0; i < bare.size(); i++) {
			chunk.stack(stacks.get(i), trace);
			samples.add(bare.get(i).with(ours(chunk, trace)));
		}
		return samples;
	}

	private static List<String> ours(Chunk chunk, StackTrace trace) {
		List<String> frames = new ArrayList<>();
		for (int i = 0; i < trace.depth(); i++) {
			long frame = trace.frame(i);
			ChunkMethod method = Objects.requireNonNullElse(chunk.method(StackTrace.method(frame)),
					new ChunkMethod("", "", ""));
			int type = StackTrace.type(frame);
			frames.add("%s.%s%s:%d %s".formatted(method.owner().replace('/', '.'), method.name(), method.descriptor(),
					StackTrace.line(frame), (type < FRAME_TYPES.size()) ? FRAME_TYPES.get(type) : "type " + type));
		}
		return frames;
	}

	/** A sample, or several that were reported together. */
	private record Sample(String thread, long id, String state, long count, List<String> frames, long micros) {

		Sample with(List<String> others) {
			return new Sample(this.thread, this.id, this.state, this.count, others, this.micros);
		}

	}

}
