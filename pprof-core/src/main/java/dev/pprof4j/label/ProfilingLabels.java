package dev.pprof4j.label;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import dev.pprof4j.label.LabelFrames.Body;
import org.jspecify.annotations.Nullable;

/**
 * Labels for the work of a program: every profile shows them, and {@code go tool pprof}
 * can filter and group by them, as with Go's {@code pprof.Do}. They apply to what the
 * body does on its own thread, platform or virtual, until it returns. They apply to tasks
 * that it hands to other threads if the task is {@linkplain #wrap wrapped}. Inner labels
 * add to outer ones and replace those with the same key.
 * <p>
 * They cost some nanoseconds, whether or not a profile is being taken. The distinct
 * values of a key are kept for as long as the JVM lives, and are limited: see
 * {@link #setMaxValues}. Immutable, safe to share between threads.
 */
public final class ProfilingLabels {

	private static final LabelTable TABLE = new LabelTable();

	private static final ProfilingLabels NONE = new ProfilingLabels();

	/**
	 * Not inherited: a pool's thread would keep the labels of the thread that created it.
	 */
	private static final ThreadLocal<@Nullable ProfilingLabels> CURRENT = new ThreadLocal<>();

	private final @Nullable ProfilingLabels outer;

	private final String key;

	private final String value;

	private final int number;

	private ProfilingLabels() {
		this(null, "", "", -1);
	}

	/** Creates a label that the table has numbered. */
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
	 * Returns a label. The same arguments give the same object, so there is no need to
	 * keep it.
	 * @param key the key, not empty; only the first 64 distinct keys in a JVM are kept;
	 * all others become {@code other}
	 * @param value the value, of which only the first 200 characters count; values beyond
	 * the {@linkplain #setMaxValues limit} become {@code other}
	 * @return the label
	 * @throws IllegalArgumentException if the key is empty
	 * @throws NullPointerException if the value is {@code null}
	 */
	public static ProfilingLabels of(String key, String value) {
		return TABLE.of(key, Objects.requireNonNull(value, "value"));
	}

	/**
	 * Returns the labels that apply where this is called.
	 * @return the labels of this thread, possibly none
	 */
	public static ProfilingLabels current() {
		return Objects.requireNonNullElse(CURRENT.get(), NONE);
	}

	/**
	 * Returns no labels.
	 * @return labels that change nothing
	 */
	public static ProfilingLabels none() {
		return NONE;
	}

	/**
	 * Sets how many distinct values of each key are kept in this JVM, 1000 by default.
	 * Values that have been seen before stay.
	 * @param maxValues the number of values, 1 to 131,072
	 * @throws IllegalArgumentException if the number is not within these limits
	 */
	public static void setMaxValues(int maxValues) {
		TABLE.setMaxValues(maxValues);
	}

	static @Nullable ProfilingLabels numbered(int number) {
		return TABLE.of(number);
	}

	/**
	 * Returns these labels and one more.
	 * @param key the key, see {@link #of}
	 * @param value the value, see {@link #of}
	 * @return the labels
	 */
	public ProfilingLabels and(String key, String value) {
		return of(key, value).within(this);
	}

	/** These labels inside others, replacing the values of the same keys. */
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
	 * @param body the work to label
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
	 * @param body the work to label
	 * @return what it returns
	 * @throws Exception what it throws
	 */
	public <T extends @Nullable Object> T call(Callable<T> body) throws Exception {
		return enter(body::call);
	}

	/**
	 * Calls the body, which throws no checked exceptions, with these labels.
	 * @param <T> what it returns
	 * @param body the work to label
	 * @return what it returns
	 */
	public <T extends @Nullable Object> T get(Supplier<T> body) {
		return this.<T, RuntimeException>enter(body::get);
	}

	/**
	 * Returns a task that has these labels on whatever thread it runs. Called on
	 * {@link #current}, it passes on the labels of the thread that hands over the task.
	 * @param task the task
	 * @return the task with labels; the task itself if there are none
	 */
	public Runnable wrap(Runnable task) {
		return (this.outer == null) ? task : () -> run(task);
	}

	/**
	 * Returns a task that has these labels on whatever thread it runs.
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
