package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.util.regex.Pattern;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.Stack;
import dev.pprof4j.profile.StackPath;
import dev.pprof4j.source.asyncprofiler.chunk.Chunk;
import dev.pprof4j.source.asyncprofiler.chunk.ChunkMethod;
import dev.pprof4j.source.asyncprofiler.chunk.StackTrace;
import dev.pprof4j.symbol.ClassNames;
import dev.pprof4j.symbol.SourceFiles;

/**
 * The stacks of one chunk of a JFR file, as frames. async-profiler writes native frames
 * as methods whose class is their library.
 */
final class ChunkStacks {

	private static final Stack NO_STACK = Stack.of(Frame.ofMissing("no stack"));

	private static final int INLINED = 2;

	private static final int NATIVE = 3;

	private static final int CPP = 4;

	private static final int KERNEL = 5;

	private static final ChunkMethod UNKNOWN_METHOD = new ChunkMethod("", "unknown_method", "");

	/** The names that async-profiler gives to frames that it could not walk. */
	private static final Pattern UNWALKABLE = Pattern.compile(
			"unknown|stale_jmethodID|(?:unknown|not_walkable|no|GC)_\\w+|break_\\w+|deopt|safepoint|skipped|unexpected_state|storage_overflow");

	private final Chunk chunk;

	private final SourceFiles sourceFiles;

	private final ProfileBuilder builder;

	private final LongMap<Frame> frames = new LongMap<>();

	/** By method, whatever the line: names are created once. */
	private final LongMap<Frame> javaMethods = new LongMap<>();

	private final StackPath path = new StackPath();

	private StackTrace trace = new StackTrace();

	/** The stack that the path currently holds. */
	private StackTrace last = new StackTrace();

	/** The number of the last stack; at first one that no stack has. */
	private long lastNumber = Long.MAX_VALUE;

	private Stack lastStack = NO_STACK;

	ChunkStacks(Chunk chunk, SourceFiles sourceFiles, ProfileBuilder builder) {
		this.chunk = chunk;
		this.sourceFiles = sourceFiles;
		this.builder = builder;
	}

	/** A stack; the same object as for the previous call if that had the same number. */
	Stack of(int number) throws IOException {
		if (number != this.lastNumber) {
			this.lastStack = read(number);
			this.lastNumber = number;
		}
		return this.lastStack;
	}

	private Stack read(int number) throws IOException {
		this.chunk.stack(number, this.trace);
		if (this.trace.depth() == 0) {
			return NO_STACK;
		}
		int same = this.trace.inCommonWith(this.last);
		this.path.leaveTo(same);
		for (int i = this.trace.depth() - 1 - same; i >= 0; i--) {
			this.path.enter(frame(this.trace.frame(i)));
		}
		StackTrace read = this.trace;
		this.trace = this.last;
		this.last = read;
		return this.path.stack();
	}

	private Frame frame(long number) {
		Frame known = this.frames.get(number);
		return (known != null) ? known : this.frames.put(number, this.builder
			.intern(newFrame(StackTrace.method(number), StackTrace.type(number), StackTrace.line(number))));
	}

	private Frame newFrame(long methodId, int type, int line) {
		ChunkMethod method = method(methodId);
		return switch (type) {
			case KERNEL -> Frame.ofKernel(method.name());
			case NATIVE, CPP -> ofNative(method);
			case INLINED -> ofJava(methodId, method).atLine(line).asInlined();
			default ->
				method.owner().isEmpty() ? Frame.ofMissing(method.name()) : ofJava(methodId, method).atLine(line);
		};
	}

	private static Frame ofNative(ChunkMethod method) {
		boolean unwalkable = method.owner().isEmpty() && UNWALKABLE.matcher(method.name()).matches();
		return unwalkable ? Frame.ofMissing(method.name())
				: Frame.ofNative(LibraryNames.withoutPath(method.name()), method.owner());
	}

	private Frame ofJava(long methodId, ChunkMethod method) {
		Frame known = this.javaMethods.get(methodId);
		if (known != null) {
			return known;
		}
		String className = ClassNames.stable(method.owner());
		return this.javaMethods.put(methodId,
				Frame.ofJava(className, method.name(), method.descriptor(), this.sourceFiles.of(className), 0));
	}

	private ChunkMethod method(long id) {
		ChunkMethod method = this.chunk.method(id);
		return (method != null) ? method : UNKNOWN_METHOD;
	}

}
