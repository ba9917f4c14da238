package dev.pprof4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.pprof4j.profile.Frame;

/**
 * The functions of an invented program, by number, and who calls whom. Each function
 * calls a few others, the first of them most often.
 */
final class Functions {

	private static final int CALLEES = 12;

	/** The number of lines of a function that occur in stacks. */
	private static final int LINES = 3;

	/** One in this many calls from Java to Java is inlined. */
	private static final int INLINED = 4;

	private final List<String> names = new ArrayList<>();

	private final int java;

	private final int nativeEnd;

	/**
	 * Creates functions of each kind.
	 * @param java the number of Java functions
	 * @param natives the number of JVM functions
	 * @param kernel the number of kernel functions
	 */
	Functions(int java, int natives, int kernel, Random random) {
		this.names.addAll(FunctionNames.ofJava(java, random));
		this.names.addAll(FunctionNames.ofNative(natives, random));
		this.names.addAll(FunctionNames.ofKernel(kernel, random));
		this.java = java;
		this.nativeEnd = java + natives;
	}

	/** The outermost function of a stack: one of a few. */
	int outermost(boolean ofJava, Random random) {
		return ofJava ? random.nextInt(8) : this.java + random.nextInt(8);
	}

	/**
	 * A function that another one calls, by the place of the call; it wraps around.
	 */
	int callee(int caller, int place) {
		return within(caller, Math.floorMod(caller * 0x9e3779b1 + (place % CALLEES) * 0x85ebca6b + place / CALLEES,
				this.names.size()));
	}

	/**
	 * The same for a callee one level down: native code below Java, the kernel below
	 * native code.
	 */
	int calleeBelow(int caller, int place) {
		return callee((caller < this.java) ? this.java : this.nativeEnd, place + caller % CALLEES);
	}

	boolean isKernel(int function) {
		return function >= this.nativeEnd;
	}

	/** The place of a call; the first places are more frequent. */
	int place(Random random) {
		double share = random.nextDouble();
		return (int) (CALLEES * share * share);
	}

	private int within(int caller, int number) {
		if (caller < this.java) {
			return number % this.java;
		}
		int start = (caller < this.nativeEnd) ? this.java : this.nativeEnd;
		int end = (caller < this.nativeEnd) ? this.nativeEnd : this.names.size();
		return start + number % (end - start);
	}

	/** Whether the JIT compiler has inlined a function into its caller. */
	boolean isInlined(int function, int caller) {
		return function < this.java && caller < this.java && (caller + function) % INLINED == 0;
	}

	/** A function as a frame that is about to make the call at a place. */
	Frame frame(int function, int place) {
		String name = this.names.get(function);
		if (function >= this.nativeEnd) {
			return Frame.ofKernel(name);
		}
		if (function >= this.java) {
			return Frame.ofNative(name, "libjvm.so");
		}
		int dot = name.lastIndexOf('.');
		String type = name.substring(0, dot);
		return Frame.ofJava(type, name.substring(dot + 1), "(Ljava/lang/Object;)V", type.replace('.', '/') + ".java",
				20 + function % 400 + place % LINES);
	}

}
