package dev.pprof4j;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;

/**
 * The slots of callers who wait for a window to end: how many are taken and for how long,
 * and the means to end all waits at once. Safe to share between threads.
 */
final class CallerSlots {

	private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final int max;

	private final Set<Slot> taken = new HashSet<>();

	/** Taken by callers who only read what already exists. */
	private final Set<Slot> reading = new HashSet<>();

	private boolean stopped;

	CallerSlots(int max) {
		this.max = max;
	}

	/**
	 * Takes a slot. Closing it gives it back.
	 * @param duration how long the slot is needed
	 */
	synchronized Slot enter(Duration duration) {
		if (this.stopped) {
			throw new ProfilingException.Unavailable("The application is stopping: no more profiles are taken");
		}
		return admit(duration, this.taken);
	}

	/**
	 * Takes a slot to read what already exists, counted separately from the waiting
	 * callers. Allowed even after {@link #stop()}, while those are leaving.
	 */
	synchronized Slot enterToRead() {
		return admit(Duration.ZERO, this.reading);
	}

	private Slot admit(Duration duration, Set<Slot> slots) {
		if (!this.stopped && slots.size() >= this.max) {
			throw new ProfilingException.Busy("%s profiles are being taken, as many as pprof.max-concurrent=%s allows"
				.formatted(slots.size(), this.max));
		}
		Slot slot = new Slot(duration);
		slots.add(slot);
		return slot;
	}

	synchronized int count() {
		return this.taken.size() + this.reading.size();
	}

	synchronized Duration untilNextEnd() {
		long now = System.nanoTime();
		if (this.reading.size() >= this.max) {
			return Duration.ZERO; // readers do not wait
		}
		long nanos = this.taken.stream().mapToLong((slot) -> slot.endNanos - now).min().orElse(0);
		return Duration.ofNanos(Math.max(0, nanos));
	}

	synchronized void stop() {
		this.stopped = true;
		this.taken.forEach((slot) -> slot.cut.countDown());
	}

	synchronized void start() {
		this.stopped = false;
	}

	/** Waits until every caller has left, or the time is over. */
	synchronized void awaitEmpty(Duration patience) throws InterruptedException {
		long end = System.nanoTime() + patience.toNanos();
		long left = patience.toNanos();
		while (count() > 0 && left > 0) {
			TimeUnit.NANOSECONDS.timedWait(this, left);
			left = end - System.nanoTime();
		}
	}

	private synchronized void leave(Slot slot) {
		this.taken.remove(slot);
		this.reading.remove(slot);
		notifyAll();
	}

	/**
	 * Why a wait ended.
	 */
	enum Ending {

		/** It took the full duration. */
		COMPLETE(""),

		/** All waits were ended. */
		STOPPED("Cut short: the application was stopping"),

		/** The recording has reached its size limit, or has stopped. */
		FULL("Cut short: the recording has reached its limit of " + Recording.FULL_BYTES / 1024 / 1024
				+ " MB, or has ended early");

		private final String comment;

		Ending(String comment) {
			this.comment = comment;
		}

		/** Adds a comment about the ending to a profile. */
		Profile mark(Profile profile) {
			return this.comment.isEmpty() ? profile : profile.withComment(this.comment);
		}

	}

	/**
	 * A slot that is taken.
	 */
	final class Slot implements AutoCloseable {

		private final CountDownLatch cut = new CountDownLatch(1);

		private final Duration duration;

		private final long endNanos;

		private Slot(Duration duration) {
			this.duration = duration;
			this.endNanos = System.nanoTime() + duration.toNanos();
		}

		/**
		 * Waits until the duration is over or something else ends the wait.
		 * @param mustEnd whether the recording must end, checked once a second
		 */
		Ending await(BooleanSupplier mustEnd) throws InterruptedException {
			long end = System.nanoTime() + this.duration.toNanos();
			for (long left = this.duration.toNanos(); left > 0; left = end - System.nanoTime()) {
				if (this.cut.await(Math.min(left, CHECK_NANOS), TimeUnit.NANOSECONDS)) {
					return Ending.STOPPED;
				}
				if (mustEnd.getAsBoolean()) {
					return Ending.FULL;
				}
			}
			return Ending.COMPLETE;
		}

		@Override
		public void close() {
			leave(this);
		}

	}

}
