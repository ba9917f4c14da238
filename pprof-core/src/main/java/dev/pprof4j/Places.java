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
 * The places of callers who wait for a window to end: how many are taken and for how
 * long, and the means to end all waits at once. Safe to share between threads.
 */
final class Places {

	private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final int max;

	private final Set<Place> taken = new HashSet<>();

	/** Taken by callers who only read what already exists. */
	private final Set<Place> reading = new HashSet<>();

	private boolean stopped;

	Places(int max) {
		this.max = max;
	}

	/**
	 * Takes a place. Closing it gives it back.
	 * @param duration how long the place is needed
	 */
	synchronized Place enter(Duration duration) {
		if (this.stopped) {
			throw new ProfilingException.Unavailable("The application is stopping: no more profiles are taken");
		}
		return admit(duration, this.taken);
	}

	/**
	 * Takes a place to read what already exists, counted separately from the waiting
	 * callers. Allowed even after {@link #stop()}, while those are leaving.
	 */
	synchronized Place enterToRead() {
		return admit(Duration.ZERO, this.reading);
	}

	private Place admit(Duration duration, Set<Place> others) {
		if (!this.stopped && others.size() >= this.max) {
			throw new ProfilingException.Busy("%d profiles are being taken, as many as pprof.max-concurrent=%d allows"
				.formatted(others.size(), this.max));
		}
		Place place = new Place(duration);
		others.add(place);
		return place;
	}

	synchronized int count() {
		return this.taken.size() + this.reading.size();
	}

	synchronized Duration untilNextEnd() {
		long now = System.nanoTime();
		if (this.reading.size() >= this.max) {
			return Duration.ZERO; // readers do not wait
		}
		long nanos = this.taken.stream().mapToLong((place) -> place.endNanos - now).min().orElse(0);
		return Duration.ofNanos(Math.max(0, nanos));
	}

	synchronized void stop() {
		this.stopped = true;
		this.taken.forEach((place) -> place.cut.countDown());
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

	private synchronized void leave(Place place) {
		this.taken.remove(place);
		this.reading.remove(place);
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
	 * A place that is taken.
	 */
	final class Place implements AutoCloseable {

		private final CountDownLatch cut = new CountDownLatch(1);

		private final Duration duration;

		private final long endNanos;

		private Place(Duration duration) {
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
