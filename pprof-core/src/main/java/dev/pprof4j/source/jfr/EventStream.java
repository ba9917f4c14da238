package dev.pprof4j.source.jfr;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Stack;
import dev.pprof4j.source.EventFigures;
import dev.pprof4j.source.ThreadCpu;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/**
 * The single stream of events from which all {@link EventProfile}s are summed. The JVM
 * delivers events once a second. Safe to share between threads.
 */
final class EventStream implements AutoCloseable {

	private static final Logger logger = System.getLogger(EventStream.class.getName());

	/** About twenty seconds of a hundred thousand events. */
	private static final long MAX_RECORDING_BYTES = 32L * 1024 * 1024;

	/** The JVM delivers once a second, but may call back twice per delivery. */
	private static final Duration SETTLING = Duration.ofMillis(500);

	private static final EventStack NO_STACK = EventStack.of(Stack.of(Frame.NO_STACK));

	private final RecordingStream stream = new RecordingStream();

	private final JfrFrames frames;

	private final List<EventProfile> profiles;

	private final Map<String, StreamedEvent> types = new HashMap<>();

	/**
	 * Flight Recorder returns equal stacks of a chunk as one object. Used by the stream's
	 * thread only.
	 */
	private final IdentityHashMap<RecordedStackTrace, EventStack> stacks = new IdentityHashMap<>();

	/**
	 * Identifies our marks: every stream in the JVM receives the marks of all streams,
	 * whichever class loader loaded its class.
	 */
	private final long id = ThreadLocalRandom.current().nextLong();

	private long sent;

	private long seen;

	private long delivered;

	private volatile boolean ended;

	private volatile boolean failed;

	/** The recording behind the stream, set when it starts. */
	private volatile @Nullable Recording recording;

	/** Used by the stream's thread only. */
	private long settledNanos = System.nanoTime();

	/** Used by the stream's thread only, until it delivers. */
	private @Nullable RecordedEvent newest;

	private EventFigures figures = new EventFigures(0, Duration.ZERO, Duration.ZERO);

	EventStream(JfrFrames frames, List<EventProfile> profiles) {
		this.frames = frames;
		this.profiles = profiles;
		this.stream.setMaxSize(MAX_RECORDING_BYTES);
		this.stream.setOrdered(false);
		this.stream.enable(DeliveryMark.class);
		this.stream.onEvent(DeliveryMark.NAME, this::see);
		Map<String, Duration> wanted = new HashMap<>();
		for (EventProfile profile : profiles) {
			profile.events().forEach((event, threshold) -> {
				wanted.merge(event, threshold, (one, other) -> (one.compareTo(other) < 0) ? one : other);
				this.stream.onEvent(event, (occurred) -> profile.add(occurred, stack(occurred.getStackTrace())));
			});
		}
		wanted.forEach((event, threshold) -> this.types.put(event, new StreamedEvent(event, threshold)));
		for (StreamedEvent type : this.types.values()) {
			type.enable(this.stream);
			this.stream.onEvent(type.name(), (event) -> {
				type.count(event);
				this.newest = event;
			});
		}
		this.stream.onFlush(this::deliver);
		this.stream.onClose(this::end);
		this.stream.onError(this::fail);
	}

	/** Logged as a warning only once: there may be a thousand failures a second. */
	private void fail(Throwable cause) {
		logger.log(this.failed ? Level.DEBUG : Level.WARNING, "Events could not be counted", cause);
		this.failed = true;
	}

	void start() {
		Recording started = StreamThread.start(this.stream, () -> this.profiles.forEach(EventProfile::begin));
		RecorderRoom.watch(started);
		this.recording = started;
	}

	/**
	 * Whether no more events will come, because something else has stopped the recording.
	 * This may take as long as a dump of another recording, so no lock is held in the
	 * meantime.
	 */
	boolean hasEnded() {
		Recording current = this.recording;
		return this.ended || (current != null && current.getState() != RecordingState.RUNNING);
	}

	synchronized EventFigures figures() {
		return this.figures;
	}

	private EventStack stack(@Nullable RecordedStackTrace trace) {
		return (trace == null) ? NO_STACK
				: this.stacks.computeIfAbsent(trace, (stack) -> EventStack.of(this.frames.of(stack)));
	}

	/**
	 * Waits, for a second or so, until everything that has happened so far is in the
	 * profiles.
	 * @param patience the longest time to wait
	 * @return whether everything is in the profiles
	 */
	boolean awaitDelivery(Duration patience) throws InterruptedException {
		long number = send();
		long end = System.nanoTime() + patience.toNanos();
		synchronized (this) {
			long left = patience.toNanos();
			while (this.delivered < number && !this.ended && left > 0) {
				TimeUnit.NANOSECONDS.timedWait(this, left);
				left = end - System.nanoTime();
			}
			return this.delivered >= number;
		}
	}

	private synchronized long send() {
		this.sent++;
		DeliveryMark mark = new DeliveryMark();
		mark.stream = this.id;
		mark.number = this.sent;
		mark.commit();
		return this.sent;
	}

	private synchronized void see(RecordedEvent mark) {
		if (mark.getLong("stream") == this.id) {
			this.seen = Math.max(this.seen, mark.getLong("number"));
		}
	}

	/**
	 * Called after all events of a delivery have been passed on, even if there were none.
	 */
	private void deliver() {
		this.stacks.clear();
		long now = System.nanoTime();
		if (now - this.settledNanos >= SETTLING.toNanos()) {
			this.types.values().forEach((type) -> type.settle(this.stream, Duration.ofNanos(now - this.settledNanos)));
			this.settledNanos = now;
		}
		delivered(this.types.values().stream().mapToLong(StreamedEvent::received).sum());
	}

	private synchronized void delivered(long events) {
		this.figures = new EventFigures(events,
				(this.newest != null) ? Duration.between(this.newest.getEndTime(), Instant.now()) : this.figures.lag(),
				Duration.ofNanos(ThreadCpu.nanos()));
		this.newest = null;
		this.delivered = this.seen;
		notifyAll();
	}

	/** Flight Recorder ends its streams when the JVM ends: nothing more will come. */
	private synchronized void end() {
		this.ended = true;
		notifyAll();
	}

	/** What may be missing from a profile because there were too many events. */
	List<String> comments(EventProfile profile) {
		List<String> comments = new ArrayList<>();
		new TreeMap<>(profile.events()).forEach((event, threshold) -> {
			StreamedEvent type = this.types.get(event);
			if (type != null) {
				type.comment(threshold).ifPresent(comments::add);
			}
		});
		return comments;
	}

	@Override
	public void close() {
		this.stream.close();
	}

}
