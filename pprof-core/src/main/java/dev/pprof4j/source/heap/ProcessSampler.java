package dev.pprof4j.source.heap;

import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;

import dev.pprof4j.source.ProfilingException;
import org.jspecify.annotations.Nullable;

/**
 * The heap sampler of this process, {@code SharedHeapSampler} in the bootstrap class
 * loader. It is called by reflection: a class loader that looks into its own jar first
 * would link another class of that name. Safe to share between threads.
 */
final class ProcessSampler {

	static final String CLASS = "dev.pprof4j.source.heap.shared.SharedHeapSampler";

	private static final Class<?>[] NONE = {};

	private final Class<?> shared;

	private ProcessSampler(Class<?> shared) {
		this.shared = shared;
	}

	/** The sampler, or {@code null} if nobody has put it there yet. */
	static @Nullable ProcessSampler find() {
		try {
			return new ProcessSampler(Class.forName(CLASS, true, null));
		}
		catch (ClassNotFoundException ex) {
			return null;
		}
	}

	/** Starts it, or joins those who have; 0, or an error of JVMTI. */
	int start(int intervalBytes, int maxStacks, int maxLive, int maxPerSecond) {
		Class<?>[] ints = { int.class, int.class, int.class, int.class };
		return number("start", ints, intervalBytes, maxStacks, maxLive, maxPerSecond).intValue();
	}

	void stop() {
		call("stop", NONE);
	}

	boolean isRunning() {
		return Boolean.TRUE.equals(call("isRunning", NONE));
	}

	/** Since when the JIT compilers have described inlined code, without a break. */
	Instant armedSince() {
		return Instant.ofEpochMilli(number("armedSinceMillis", NONE).longValue());
	}

	/** The mean distance of two samples, as whoever came first has set it. */
	int intervalBytes() {
		return number("intervalBytes", NONE).intValue();
	}

	void collectGarbage() {
		call("collectGarbage", NONE);
	}

	/**
	 * Reads what was counted so far.
	 * @throws ProfilingException.Unavailable if it was never started, or there is no
	 * memory
	 */
	<T> T read(Function<HeapTables, T> reader) {
		Object memory = call("snapshot", NONE);
		if (!(memory instanceof ByteBuffer buffer)) {
			throw new ProfilingException.Unavailable(
					"The heap sampler cannot be read: it was never started, or there is no native memory left");
		}
		try {
			return reader.apply(new HeapTables(buffer));
		}
		finally {
			call("free", new Class<?>[] { ByteBuffer.class }, buffer);
		}
	}

	private Number number(String method, Class<?>[] types, Object... arguments) {
		return (Number) Objects.requireNonNull(call(method, types, arguments), method);
	}

	/** Unavailable: that of another version, or one that is still being put there. */
	private @Nullable Object call(String method, Class<?>[] types, Object... arguments) {
		try {
			return this.shared.getMethod(method, types).invoke(null, arguments);
		}
		catch (InvocationTargetException ex) {
			throw unusable(ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw unusable(ex);
		}
	}

	private static ProfilingException unusable(@Nullable Throwable cause) {
		return new ProfilingException.Unavailable(
				"The heap sampler that another class loader has put into this JVM cannot be used (" + cause + ")");
	}

}
