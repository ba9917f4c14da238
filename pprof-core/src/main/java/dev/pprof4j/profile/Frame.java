package dev.pprof4j.profile;

import java.util.List;

import dev.pprof4j.label.StackLabels;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a stack: a function and the line it was at. Immutable. Not a record,
 * because profiles hash and compare the same frames so often that the hashes are computed
 * only once.
 */
public final class Frame {

	/** Stands for samples of which nothing else is known. */
	public static final Frame LOST = ofMissing("lost samples");

	/** Stands for the CPU time of a thread that was never sampled while it used it. */
	public static final Frame NO_SAMPLES = ofMissing("no samples of this thread");

	/** Replaces the stack of a thread that runs no Java code. */
	public static final Frame NO_STACK = ofMissing("no Java stack");

	/** The outermost frame of a stack that was cut. */
	public static final Frame DEEPER = ofMissing("deeper frames");

	/** A method of which nothing is known any longer. */
	public static final Frame UNKNOWN = ofMissing("unknown method");

	private static final long FNV_OFFSET = 0xcbf29ce484222325L;

	private static final long FNV_PRIME = 0x100000001b3L;

	private final String name;

	private final String systemName;

	private final String fileName;

	private final int line;

	private final boolean inlined;

	private final boolean labelFrame;

	private final int hash;

	/** Computed on first use, possibly by several threads at once. */
	private volatile long address;

	private Frame(String name, String systemName, String fileName, int line, boolean inlined) {
		this(name, systemName, fileName, line, inlined, false);
	}

	private Frame(String name, String systemName, String fileName, int line, boolean inlined, boolean labelFrame) {
		this.name = name;
		this.systemName = systemName;
		this.fileName = fileName;
		this.line = line;
		this.inlined = inlined;
		this.labelFrame = labelFrame;
		this.hash = 31 * systemName.hashCode() + line;
	}

	/**
	 * Creates a frame of Java code.
	 * @param className the class with dots, hidden-class suffixes removed
	 * @param method the method
	 * @param descriptor the method's descriptor, as in a class file
	 * @param fileName the source file, from the source root
	 * @param line the line, 0 if it is not known
	 * @return the frame
	 */
	public static Frame ofJava(String className, String method, String descriptor, String fileName, int line) {
		String name = className + '.' + method;
		return new Frame(name, name + descriptor, fileName, Math.max(0, line), false,
				StackLabels.isLabelFrame(className));
	}

	/**
	 * Creates a frame of native code in user space: of a library, or of the JVM itself
	 * (garbage collector, compilers).
	 * @param symbol the function, demangled
	 * @param library the file name of the library, empty if it is not known
	 * @return the frame
	 */
	public static Frame ofNative(String symbol, String library) {
		String file = library.isEmpty() ? "[native]" : library;
		// A different system name keeps clients from demangling the name again.
		return new Frame(symbol, file + '!' + symbol, file, 0, false);
	}

	/**
	 * Creates a frame of the operating system's kernel, marked with {@code _[k]} as in
	 * async-profiler.
	 * @param symbol the kernel function
	 * @return the frame
	 */
	public static Frame ofKernel(String symbol) {
		return new Frame(symbol + "_[k]", "[kernel]!" + symbol, "[kernel]", 0, false);
	}

	/**
	 * Creates a frame that stands for what could not be recorded, shown in square
	 * brackets.
	 * @param reason what happened, in a few words
	 * @return the frame
	 */
	public static Frame ofMissing(String reason) {
		String name = '[' + reason + ']';
		return new Frame(name, "[pprof]!" + reason, "[pprof]", 0, false);
	}

	/**
	 * Returns the same method at another line. Both frames share the name strings,
	 * because a profile has many of them.
	 * @param other the line, 0 if it is not known
	 * @return the frame
	 */
	public Frame atLine(int other) {
		return new Frame(this.name, this.systemName, this.fileName, Math.max(0, other), this.inlined, this.labelFrame);
	}

	/**
	 * Returns this frame as one that the JIT compiler has inlined into its caller, the
	 * next frame of the stack.
	 * @return the frame
	 */
	public Frame asInlined() {
		return new Frame(this.name, this.systemName, this.fileName, this.line, true, this.labelFrame);
	}

	/**
	 * Whether it only carries labels: {@link LabelledStack} takes them from it and leaves
	 * the frame out.
	 */
	boolean isLabelFrame() {
		return this.labelFrame;
	}

	/**
	 * Returns the name for people.
	 * @return for example {@code com.example.Foo.bar}
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the name that tells overloads apart.
	 * @return for example {@code com.example.Foo.bar(I)V}
	 */
	public String systemName() {
		return this.systemName;
	}

	/**
	 * Returns the source file or, for native code, the library.
	 * @return for example {@code com/example/Foo.java}
	 */
	public String fileName() {
		return this.fileName;
	}

	/**
	 * Returns the line in that file.
	 * @return the line, 0 if it is not known
	 */
	public int line() {
		return this.line;
	}

	/**
	 * Returns whether the JIT compiler has inlined this frame into its caller.
	 * @return {@code false} if that is not known
	 */
	public boolean inlined() {
		return this.inlined;
	}

	/**
	 * Returns the address of this frame: never 0, and the same for the same class,
	 * method, descriptor and line in every JVM. Scrapers identify stacks by addresses
	 * alone. The address is the 64-bit FNV-1a hash of system name and line, followed by
	 * the finalizer of MurmurHash3 (fmix64); among a million frames, the probability that
	 * any two collide is 3 in 10^8.
	 * @return the address, an unsigned number
	 */
	public long address() {
		if (this.address == 0) {
			this.address = computeAddress();
		}
		return this.address;
	}

	private long computeAddress() {
		long value = FNV_OFFSET;
		for (int i = 0; i < this.systemName.length(); i++) {
			value = (value ^ this.systemName.charAt(i)) * FNV_PRIME;
		}
		value = (value ^ this.line) * FNV_PRIME;
		return mixed(this.inlined ? (value ^ 1) * FNV_PRIME : value);
	}

	/** Spreads a value over all bits. Never returns 0, which is not an address. */
	private static long mixed(long hash) {
		long value = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
		value = (value ^ (value >>> 33)) * 0xc4ceb9fe1a85ec53L;
		value ^= value >>> 33;
		return (value != 0) ? value : 1;
	}

	/**
	 * Returns the address of a frame together with those that are inlined into it: as
	 * good as the address of a single frame, and different from it.
	 * @param frames the frames, innermost first
	 * @return the address, an unsigned number
	 */
	public static long address(List<Frame> frames) {
		if (frames.size() == 1) {
			return frames.get(0).address();
		}
		long value = FNV_OFFSET;
		for (Frame frame : frames) {
			value = (value ^ frame.address()) * FNV_PRIME;
		}
		return mixed(value);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Frame frame && this.line == frame.line
				&& this.inlined == frame.inlined && this.systemName.equals(frame.systemName)
				&& this.name.equals(frame.name) && this.fileName.equals(frame.fileName));
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

	@Override
	public String toString() {
		return this.systemName + '(' + this.fileName + ':' + this.line + ')';
	}

}
