package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/**
 * Two recordings of JDK Flight Recorder: a stream of allocations, recorded for a tenth of
 * each second, and the JVM's queue of old objects.
 */
final class JfrHeapRecording implements AutoCloseable {

	private static final String IN_NEW_TLAB = "jdk.ObjectAllocationInNewTLAB";

	private static final String OUTSIDE_TLAB = "jdk.ObjectAllocationOutsideTLAB";

	private static final String OLD_OBJECT = "jdk.OldObjectSample";

	/** Allocations are recorded for this long in each second. */
	private static final int WINDOW_MILLIS = 100;

	private static final int CYCLE_MILLIS = 1000;

	private static final long MAX_RECORDING_BYTES = 32L * 1024 * 1024;

	private final JfrFrames frames;

	private final PrivateDirectory directory;

	private final SampledAllocations allocations;

	private final RecordingStream stream = new RecordingStream();

	private final Recording oldObjects = new Recording();

	private final AllocatedBytes allocated = new AllocatedBytes();

	private final Thread dutyCycle = DaemonThread.of("pprof-jfr-duty-cycle", this::runDutyCycle);

	private final CountDownLatch closed = new CountDownLatch(1);

	private long allocatedBefore = this.allocated.total();

	/** The recording behind the stream, set when it starts. */
	private volatile @Nullable Recording recording;

	/** Whether one of the threads has ended, possibly because it ran out of memory. */
	private volatile boolean silent;

	/**
	 * Creates a recording that has not begun.
	 * @param allocations where allocations are added, from one recording to the next
	 */
	JfrHeapRecording(JfrFrames frames, PrivateDirectory directory, SampledAllocations allocations) {
		this.allocations = allocations;
		this.frames = frames;
		this.directory = directory;
		rememberOldObjects(this.oldObjects);
		this.stream.setMaxSize(MAX_RECORDING_BYTES);
		this.stream.setOrdered(false);
		this.stream.onEvent(IN_NEW_TLAB, (event) -> add(event, event.getLong("tlabSize")));
		this.stream.onEvent(OUTSIDE_TLAB, (event) -> add(event, event.getLong("allocationSize")));
		this.stream.onFlush(this::endWindow);
		this.stream.onClose(() -> this.silent = true);
	}

	void start() {
		this.oldObjects.start();
		RecorderRoom.watch(this.oldObjects);
		Recording started = StreamThread.start(this.stream);
		RecorderRoom.watch(started);
		this.recording = started;
		this.dutyCycle.start();
	}

	/**
	 * Whether no more events will come, because something else has stopped a recording or
	 * a thread of ours has ended.
	 */
	boolean hasEnded() {
		Recording current = this.recording;
		return this.silent || this.oldObjects.getState() != RecordingState.RUNNING
				|| (current != null && current.getState() != RecordingState.RUNNING);
	}

	/** An Error must not leave the events enabled forever. */
	private void runDutyCycle() {
		try {
			sampleNowAndThen();
		}
		finally {
			this.silent = true;
			this.stream.close();
		}
	}

	/**
	 * Enables the events at a random moment of each second, so that they do not run in
	 * step with anything.
	 */
	private void sampleNowAndThen() {
		Random random = new Random();
		int before = 0;
		boolean open = true;
		while (open && isOpenAfter(before)) {
			enableEvents(true);
			open = isOpenAfter(WINDOW_MILLIS);
			enableEvents(false);
			int after = CYCLE_MILLIS - WINDOW_MILLIS - before;
			before = random.nextInt(CYCLE_MILLIS - WINDOW_MILLIS);
			open = open && isOpenAfter(after);
		}
	}

	private boolean isOpenAfter(int millis) {
		try {
			return !this.closed.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			return false; // only the end of the JVM interrupts our thread
		}
	}

	private void add(RecordedEvent event, long bytes) {
		RecordedClass type = event.getClass("objectClass");
		this.allocations.add(new SampledAllocations.Allocation(this.frames.of(event.getStackTrace()), readable(type),
				event.getLong("allocationSize")), bytes);
	}

	private static String readable(@Nullable RecordedClass type) {
		return (type != null) ? ClassHistogram.readable(type.getName()) : "";
	}

	private void enableEvents(boolean on) {
		for (String event : List.of(IN_NEW_TLAB, OUTSIDE_TLAB)) {
			if (on) {
				this.stream.enable(event).withStackTrace();
			}
			else {
				this.stream.disable(event);
			}
		}
	}

	/**
	 * Called about once a second, after the events of that time have been delivered.
	 */
	private void endWindow() {
		long now = this.allocated.total();
		if (this.allocations.endWindow(now - this.allocatedBefore)) {
			this.allocatedBefore = now;
		}
	}

	private static void rememberOldObjects(Recording recording) {
		recording.enable(OLD_OBJECT).withStackTrace().with("cutoff", "0 ns");
		recording.setMaxSize(MAX_RECORDING_BYTES);
		recording.setName("pprof: objects in use");
	}

	/**
	 * Returns a sample of at most 256 objects that have survived a collection. The queue
	 * belongs to the JVM and exists as long as any recording needs it. A separate
	 * recording has what the queue reports now, and nothing that it reported before.
	 * @throws IOException if the recording cannot be written or read
	 * @throws ProfilingException.Unavailable if there is no room for Flight Recorder
	 */
	List<OldObject> oldObjects() throws IOException {
		RecorderRoom.requireToStart();
		Path file = this.directory.createFile(".jfr");
		try (Recording now = new Recording()) {
			rememberOldObjects(now);
			now.start();
			RecorderRoom.copy(now, file);
			return read(file);
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	private List<OldObject> read(Path file) throws IOException {
		List<OldObject> objects = new ArrayList<>();
		try (RecordingFile recording = new RecordingFile(file)) {
			while (recording.hasMoreEvents()) {
				RecordedEvent event = recording.readEvent();
				if (event.getEventType().getName().equals(OLD_OBJECT)) {
					objects.add(oldObject(event));
				}
			}
		}
		return objects;
	}

	private OldObject oldObject(RecordedEvent event) {
		RecordedObject object = event.getValue("object");
		RecordedClass type = (object != null) ? object.getClass("type") : null;
		return new OldObject(this.frames.of(event.getStackTrace()), readable(type));
	}

	@Override
	public void close() {
		this.closed.countDown();
		try {
			this.dutyCycle.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.stream.close();
		this.oldObjects.close();
	}

}
