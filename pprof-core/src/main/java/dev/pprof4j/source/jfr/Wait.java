package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * A wait that has ended, as its event describes it.
 *
 * @param reason why the thread waited
 * @param className the class of what it waited for, empty if that is not reported
 * @param holder the name of the thread that last held it, empty if that is not reported
 * @param virtual whether a virtual thread waited
 * @param duration how long it waited
 */
record Wait(WaitReason reason, String className, String holder, boolean virtual, Duration duration) {

	/** The classes that the locks of java.util.concurrent park their threads on. */
	private static final Pattern LOCK = Pattern
		.compile("java\\.util\\.concurrent\\.(locks\\.Reentrant.*\\$.*Sync|locks\\.StampedLock.*|Semaphore\\$.*Sync)");

	/**
	 * Returns the wait that an event describes.
	 * @param event an event of {@link WaitReason}
	 * @return the wait, or nothing if another event reports the same wait
	 */
	static Optional<Wait> of(RecordedEvent event) {
		return WaitReason.ofEvent(event.getEventType().getName())
			.map((reason) -> of(reason, event))
			.filter((wait) -> wait.isNotDuplicate(event));
	}

	private static Wait of(WaitReason reported, RecordedEvent event) {
		String className = reported.classField().isEmpty() ? "" : className(event.getValue(reported.classField()));
		WaitReason reason = (reported == WaitReason.PARK && LOCK.matcher(className).matches()) ? WaitReason.LOCK
				: reported;
		String holder = (reported == WaitReason.MONITOR) ? threadName(event.getValue("previousOwner")) : "";
		return new Wait(reason, className, holder, ThreadLabels.isVirtual(event.getThread()), event.getDuration());
	}

	/**
	 * A virtual thread that waits without leaving its carrier causes up to three events:
	 * the park of the carrier, the pinning, and the sleep, read or monitor behind it.
	 */
	private boolean isNotDuplicate(RecordedEvent event) {
		return switch (this.reason) {
			case PARK, LOCK -> !this.virtual;
			case PINNED -> isPark(event) && !isSleepOrRead(event.getStackTrace());
			default -> true;
		};
	}

	/** JDK 24 and later report the blocking operation; before, all are parks. */
	private static boolean isPark(RecordedEvent pinned) {
		String operation = pinned.hasField("blockingOperation") ? pinned.getString("blockingOperation") : null;
		return operation == null || operation.equals("LockSupport.park");
	}

	private static boolean isSleepOrRead(@Nullable RecordedStackTrace stack) {
		return stack != null && stack.getFrames().stream().anyMatch((frame) -> isSleepOrRead(frame.getMethod()));
	}

	private static boolean isSleepOrRead(@Nullable RecordedMethod method) {
		if (method == null || method.getType() == null) {
			return false;
		}
		String type = method.getType().getName();
		return type.startsWith("sun.nio.ch.")
				|| (type.equals("java.lang.VirtualThread") && method.getName().equals("sleepNanos"));
	}

	private static String className(@Nullable Object type) {
		return (type instanceof RecordedClass known) ? ClassHistogram.readable(known.getName()) : "";
	}

	private static String threadName(@Nullable Object thread) {
		if (!(thread instanceof RecordedThread known)) {
			return "";
		}
		String name = Objects.requireNonNullElse(known.getJavaName(), "");
		return (name.isEmpty() && ThreadLabels.isVirtual(known)) ? ThreadLabels.VIRTUAL : name;
	}

}
