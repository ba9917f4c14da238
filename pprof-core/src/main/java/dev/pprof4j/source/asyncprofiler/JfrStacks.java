package dev.pprof4j.source.asyncprofiler;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.Stack;
import dev.pprof4j.profile.StackPath;
import dev.pprof4j.symbol.ClassNames;
import dev.pprof4j.symbol.SourceFiles;
import one.jfr.ClassRef;
import one.jfr.Dictionary;
import one.jfr.JfrReader;
import one.jfr.MethodRef;
import one.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of one chunk of a JFR file, as frames. async-profiler writes native frames
 * as methods whose class is the library.
 */
final class JfrStacks {

	private static final Stack NO_STACK = Stack.of(Frame.ofMissing("no stack"));

	private static final byte INLINED = 2;

	private static final byte NATIVE = 3;

	private static final byte CPP = 4;

	private static final byte KERNEL = 5;

	/** The names that async-profiler gives to what it could not walk. */
	private static final Pattern UNWALKABLE = Pattern.compile(
			"unknown|stale_jmethodID|(?:unknown|not_walkable|no|GC)_\\w+|break_\\w+|deopt|safepoint|skipped|unexpected_state|storage_overflow");

	private final JfrReader reader;

	private final SourceFiles sourceFiles;

	private final ProfileBuilder builder;

	/** By method, type and line, in one number. */
	private final Dictionary<Frame> frames = new Dictionary<>();

	private final Map<Long, Method> methods = new HashMap<>();

	/** By method: their names are made once, whatever the line. */
	private final Map<Long, Frame> javaMethods = new HashMap<>();

	private final StackPath path = new StackPath();

	/** Where the path has led to. */
	private @Nullable StackTrace last;

	private Stack lastStack = NO_STACK;

	JfrStacks(JfrReader reader, SourceFiles sourceFiles, ProfileBuilder builder) {
		this.reader = reader;
		this.sourceFiles = sourceFiles;
		this.builder = builder;
	}

	/** A stack, the same object as the last time if that was for this one. */
	Stack of(int stackTraceId) {
		StackTrace trace = this.reader.stackTraces.get(stackTraceId);
		if (trace == null || trace.methods.length == 0) {
			return NO_STACK;
		}
		if (trace != this.last) {
			int same = sameAsLast(trace);
			this.path.leaveTo(same);
			for (int i = trace.methods.length - 1 - same; i >= 0; i--) {
				this.path.enter(frame(trace.methods[i], trace.types[i], trace.locations[i] >>> 16));
			}
			this.last = trace;
			this.lastStack = this.path.stack();
		}
		return this.lastStack;
	}

	/** How many of the outermost frames are those of the last stack. */
	private int sameAsLast(StackTrace trace) {
		StackTrace other = this.last;
		if (other == null) {
			return 0;
		}
		int most = Math.min(trace.methods.length, other.methods.length);
		int same = 0;
		while (same < most && isSame(trace, trace.methods.length - 1 - same, other, other.methods.length - 1 - same)) {
			same++;
		}
		return same;
	}

	private static boolean isSame(StackTrace one, int index, StackTrace other, int otherIndex) {
		return one.methods[index] == other.methods[otherIndex] && one.locations[index] == other.locations[otherIndex]
				&& one.types[index] == other.types[otherIndex];
	}

	private Frame frame(long methodId, byte type, int line) {
		// 16 bits of line, 8 of type; async-profiler numbers methods from 1 on.
		long ref = methodId << 24 | (type & 0xff) << 16 | line;
		Frame frame = this.frames.get(ref);
		if (frame == null) {
			frame = this.builder.intern(newFrame(methodId, type, line));
			this.frames.put(ref, frame);
		}
		return frame;
	}

	private Frame newFrame(long methodId, byte type, int line) {
		Method method = this.methods.computeIfAbsent(methodId, this::method);
		return switch (type) {
			case KERNEL -> Frame.ofKernel(method.name());
			case NATIVE, CPP -> ofNative(method);
			case INLINED -> ofJava(methodId, method).atLine(line).asInlined();
			default ->
				method.owner().isEmpty() ? Frame.ofMissing(method.name()) : ofJava(methodId, method).atLine(line);
		};
	}

	private static Frame ofNative(Method method) {
		boolean unwalkable = method.owner().isEmpty() && UNWALKABLE.matcher(method.name()).matches();
		return unwalkable ? Frame.ofMissing(method.name())
				: Frame.ofNative(LibraryNames.withoutPath(method.name()), method.owner());
	}

	private Frame ofJava(long methodId, Method method) {
		return this.javaMethods.computeIfAbsent(methodId, (id) -> {
			String className = ClassNames.stable(method.owner());
			return Frame.ofJava(className, method.name(), method.descriptor(), this.sourceFiles.of(className), 0);
		});
	}

	private Method method(long id) {
		MethodRef ref = this.reader.methods.get(id);
		if (ref == null) {
			return new Method("", "unknown_method", "");
		}
		ClassRef owner = this.reader.classes.get(ref.cls);
		return new Method((owner != null) ? symbol(owner.name) : "", symbol(ref.name), symbol(ref.sig));
	}

	private String symbol(long id) {
		byte[] symbol = this.reader.symbols.get(id);
		return (symbol != null) ? new String(symbol, StandardCharsets.UTF_8) : "";
	}

	private record Method(String owner, String name, String descriptor) {

	}

}
