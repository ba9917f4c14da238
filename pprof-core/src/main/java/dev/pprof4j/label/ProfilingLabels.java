package dev.pprof4j.label;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import dev.pprof4j.label.LabelFrames.Body;
import org.jspecify.annotations.Nullable;

/**
 * Labels for the work of a program, which all profiles show and {@code go tool pprof} can
 * filter and group by: Go's {@code pprof.Do}. They hold for what the body does in its own
 * thread, platform or virtual, until it returns; for what it hands on to other threads
 * where the task is {@linkplain #wrap wrapped}. Inner labels add to outer ones, and
 * replace those with the same key.
 * <p>
 * They cost some nanoseconds, whether anybody profiles or not. The distinct values of a
 * key are kept for as long as the JVM lives, and are limited: see {@link #setMaxValues}.
 * Immutable, safe to share between threads.
 */
public final class ProfilingLabels {

	private static final LabelTable TABLE = new LabelTable();

	private static final ProfilingLabels NONE = new ProfilingLabels();

	/** Not inherited: a pool's thread would keep those of whoever made it. */
	private static final ThreadLocal<@Nullable ProfilingLabels> CURRENT = new ThreadLocal<>();

	private final @Nullable ProfilingLabels outer;

	private final String key;

	private final String value;

	private final int number;

	private ProfilingLabels() {
		this(null, "", "", -1);
	}

	/** A label that the table has numbered. */
	ProfilingLabels(String key, String value, int number) {
		this(NONE, key, value, number);
	}

	private ProfilingLabels(@Nullable ProfilingLabels outer, String key, String value, int number) {
		this.outer = outer;
		this.key = key;
		this.value = value;
		this.number = number;
	}

	/**
	 * One label. The same arguments give the same object, so that it need not be kept.
	 * @param key the key, not empty; only the first 64 distinct keys in a JVM are told
	 * apart, all others are {@code other}
	 * @param value the value, of which the first 200 characters count; what is beyond the
	 * {@linkplain #setMaxValues limit} is {@code other}
	 * @return the label
	 * @throws IllegalArgumentException if the key is empty
	 * @throws NullPointerException if there is no value
	 */
	public static ProfilingLabels of(String key, String value) {
		return TABLE.of(key, Objects.requireNonNull(value, "value"));
	}

	/**
	 * The labels that hold where this is called.
	 * @return the labels of this thread, perhaps none
	 */
	public static ProfilingLabels current() {
		return Objects.requireNonNullElse(CURRENT.get(), NONE);
	}

	/**
	 * No labels.
	 * @return labels that change nothing
	 */
	public static ProfilingLabels none() {
		return NONE;
	}

	/**
	 * Sets how many values of each key are told apart in this JVM: 1000 if nobody sets
	 * it. Values that have been seen before stay.
	 * @param maxValues their number, 1 to 131,072
	 * @throws IllegalArgumentException if it is not within these limits
	 */
	public static void setMaxValues(int maxValues) {
		TABLE.setMaxValues(maxValues);
	}

	static @Nullable ProfilingLabels numbered(int number) {
		return TABLE.of(number);
	}

	/**
	 * These labels and one more.
	 * @param key the key, see {@link #of}
	 * @param value the value, see {@link #of}
	 * @return the labels
	 */
	public ProfilingLabels and(String key, String value) {
		return of(key, value).within(this);
	}

	/** These inside of others, whose values of the same keys they replace. */
	private ProfilingLabels within(ProfilingLabels others) {
		return (this.outer == null) ? others : inside(this.outer.within(others).without(this.key));
	}

	private ProfilingLabels without(String key) {
		if (this.outer == null) {
			return this;
		}
		ProfilingLabels others = this.outer.without(key);
		return this.key.equals(key) ? others : inside(others);
	}

	private ProfilingLabels inside(ProfilingLabels others) {
		return (this.outer == others) ? this : new ProfilingLabels(others, this.key, this.value, this.number);
	}

	/**
	 * Runs the body with these labels.
	 * @param body what is labelled
	 */
	public void run(Runnable body) {
		this.<Boolean, RuntimeException>enter(() -> {
			body.run();
			return Boolean.TRUE;
		});
	}

	/**
	 * Calls the body with these labels.
	 * @param <T> what it returns
	 * @param body what is labelled
	 * @return what it returns
	 * @throws Exception what it throws
	 */
	public <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
		return enter(body::call);
	}

	/**
	 * Calls the body, which throws nothing checked, with these labels.
	 * @param <T> what it returns
	 * @param body what is labelled
	 * @return what it returns
	 */
	public <T extends @Nullable Object> T get(Supplier<T> body) {
		return this.<T, RuntimeException>enter(body::get);
	}

	/**
	 * A task that has these labels in whatever thread it runs: with {@link #current}
	 * those of whoever hands it on.
	 * @param task the task
	 * @return the task with labels; the task itself if there are none
	 */
	public Runnable wrap(Runnable task) {
		return (this.outer == null) ? task : () -> run(task);
	}

	/**
	 * A task that has these labels in whatever thread it runs.
	 * @param <T> what it returns
	 * @param task the task
	 * @return the task with labels; the task itself if there are none
	 */
	public <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
		return (this.outer == null) ? task : () -> call(task);
	}

	private <T extends @Nullable Object, X extends Exception> T enter(Body<T, X> body) throws X {
		ProfilingLabels before = CURRENT.get();
		CURRENT.set((before != null) ? within(before) : this);
		try {
			return open(body);
		}
		finally {
			CURRENT.set(before);
		}
	}

	private <T extends @Nullable Object, X extends Exception> T open(Body<T, X> body) throws X {
		ProfilingLabels around = this.outer;
		if (around == null) {
			return body.run();
		}
		if (around.outer == null) {
			return LabelFrames.call(this.number, body);
		}
		return around.open(() -> LabelFrames.call(this.number, body));
	}

	int number() {
		return this.number;
	}

	void putInto(Map<String, String> labels) {
		labels.putIfAbsent(this.key, this.value);
	}

	@Override
	public String toString() {
		if (this.outer == null) {
			return "";
		}
		String others = this.outer.toString();
		return (others.isEmpty() ? "" : others + ", ") + this.key + '=' + this.value;
	}

}
