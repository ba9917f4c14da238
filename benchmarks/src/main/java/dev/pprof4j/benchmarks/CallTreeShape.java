package dev.pprof4j.benchmarks;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import dev.pprof4j.profile.Frame;

/**
 * Invented stacks with the shape of real ones. Each shares its outer frames with an
 * earlier one, and continues with frames of its own, as many as are needed for the wanted
 * number of nodes of the call tree. Equal seeds give equal stacks.
 */
final class CallTreeShape {

	/** The least share of an earlier stack that a new one takes over. */
	private static final double LEAST_SHARED = 0.75;

	private static final double OUTSIDE_JAVA = 0.1;

	/**
	 * The probability that a call leads to the level below, for each of the last frames
	 * of a stack, if there is native code.
	 */
	private static final double LEAVING = 0.15;

	private static final int LAST = 5;

	private final Functions functions;

	/** As in a CPU profile: with native code, the kernel's code, and inlined code. */
	private final boolean cpu;

	private final int deepest;

	private final Random random;

	/**
	 * The nodes: parent (-1 for an outermost one), depth, function, place of the call.
	 */
	private final int[] parent;

	private final int[] depth;

	private final int[] function;

	private final int[] place;

	private int size;

	/** The nodes at which stacks end. */
	private final List<Integer> ends = new ArrayList<>();

	/** A node and the function of a callee: siblings are different functions. */
	private final Set<Long> callees = new HashSet<>();

	CallTreeShape(int stacks, int nodes, int deepest, boolean cpu, Functions functions, Random random) {
		this.functions = functions;
		this.cpu = cpu;
		this.deepest = deepest;
		this.random = random;
		this.parent = new int[nodes];
		this.depth = new int[nodes];
		this.function = new int[nodes];
		this.place = new int[nodes];
		for (int left = stacks; left > 0; left--) {
			grow(left, nodes - this.size);
		}
	}

	/** The stacks, each with the innermost frame first. */
	List<List<Frame>> stacks() {
		return this.ends.stream().map(this::stack).toList();
	}

	private List<Frame> stack(int end) {
		List<Frame> stack = new ArrayList<>(this.depth[end]);
		int calling = this.random.nextInt(LAST);
		for (int node = end; node >= 0; node = this.parent[node]) {
			Frame frame = this.functions.frame(this.function[node], calling);
			stack.add(isInlined(node) ? frame.asInlined() : frame);
			calling = this.place[node];
		}
		return stack;
	}

	private boolean isInlined(int node) {
		int caller = this.parent[node];
		return this.cpu && caller >= 0 && this.functions.isInlined(this.function[node], this.function[caller]);
	}

	/**
	 * Adds a stack, with so many nodes that the mean of the remaining ones stays the
	 * same.
	 */
	private void grow(int stacksLeft, int nodesLeft) {
		int from = branch();
		int mean = nodesLeft / stacksLeft;
		int length = (int) Math.round(-Math.log(1 - this.random.nextDouble()) * (mean - 0.5) + 0.5);
		int room = this.deepest - ((from < 0) ? 0 : this.depth[from]);
		length = (stacksLeft == 1) ? nodesLeft : Math.max(1, Math.min(length, nodesLeft - stacksLeft + 1));
		for (int i = Math.min(length, room); i > 0; i--) {
			from = add(from, i <= LAST);
		}
		this.ends.add(from);
	}

	/** The node at which a stack branches off an earlier one, mostly far in. */
	private int branch() {
		if (this.ends.size() < 8) {
			return -1;
		}
		int node = this.ends.get(this.random.nextInt(this.ends.size()));
		double shared = LEAST_SHARED + (1 - LEAST_SHARED) * this.random.nextDouble();
		int kept = (int) Math.min(Math.round(shared * this.depth[node]), this.deepest - 1);
		while (node >= 0 && (this.depth[node] > kept || this.functions.isKernel(this.function[node]))) {
			node = this.parent[node];
		}
		return node;
	}

	private int add(int caller, boolean last) {
		int at = this.functions.place(this.random);
		boolean leaves = caller >= 0 && last && this.cpu && this.random.nextDouble() < LEAVING
				&& !this.functions.isKernel(this.function[caller]);
		boolean inJava = !this.cpu || this.random.nextDouble() >= OUTSIDE_JAVA;
		int callee;
		do {
			callee = callee(caller, at++, leaves, inJava);
		}
		while (!this.callees.add(((long) caller << 32) | callee));
		this.parent[this.size] = caller;
		this.depth[this.size] = (caller < 0) ? 1 : this.depth[caller] + 1;
		this.function[this.size] = callee;
		this.place[this.size] = at - 1;
		return this.size++;
	}

	private int callee(int caller, int at, boolean leaves, boolean inJava) {
		if (caller < 0) {
			return this.functions.outermost(inJava, this.random);
		}
		int function = this.function[caller];
		return leaves ? this.functions.calleeBelow(function, at) : this.functions.callee(function, at);
	}

}
