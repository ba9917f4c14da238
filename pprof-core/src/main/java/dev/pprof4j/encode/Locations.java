package dev.pprof4j.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.pprof4j.profile.Frame;
import org.jspecify.annotations.Nullable;

/**
 * The locations of a profile, numbered from 1. As in Go, inlined frames share the
 * location of the frame that they are inlined into. A profile has a hundred frames per
 * sample; those next to the root are often the same as in the previous sample, and are
 * not looked up again. Not thread-safe.
 */
final class Locations {

	private static final int USUAL_DEPTH = 128;

	private final Node outside = new Node();

	private final List<List<Frame>> all = new ArrayList<>();

	/** The stack entered last. */
	private List<Frame> stack = List.of();

	/** The numbers of its locations, starting at the root. */
	private int[] numbers = new int[USUAL_DEPTH];

	/** How many frames enclose each of them. */
	private int[] starts = new int[USUAL_DEPTH];

	/** How many locations it has. */
	private int count;

	/**
	 * Finds the locations of a stack. {@link #count} and {@link #number} refer to it
	 * until the next stack is entered.
	 */
	void enter(List<Frame> entered) {
		if (entered == this.stack) { // with other labels
			return;
		}
		int depth = entered.size();
		int same = sameAsLast(entered);
		// In one of the two stacks, more frames may be inlined into the last common
		// frame.
		int known = Math.max(0, this.count - 1);
		while (known > 0 && this.starts[known] >= same) {
			known--;
		}
		if (depth > this.numbers.length) {
			this.numbers = Arrays.copyOf(this.numbers, 2 * depth);
			this.starts = Arrays.copyOf(this.starts, 2 * depth);
		}
		this.stack = entered;
		int start = (known > 0) ? this.starts[known] : 0;
		for (this.count = known; start < depth; this.count++) {
			int end = end(start);
			this.starts[this.count] = start;
			this.numbers[this.count] = number(start, end);
			start = end;
		}
	}

	/** How many locations the stack has. */
	int count() {
		return this.count;
	}

	/** The number of one location, leaf first. */
	int number(int index) {
		return this.numbers[this.count - 1 - index];
	}

	private int sameAsLast(List<Frame> entered) {
		int most = Math.min(entered.size(), this.stack.size());
		int same = 0;
		while (same < most && fromRoot(entered, same).equals(fromRoot(this.stack, same))) {
			same++;
		}
		return same;
	}

	private static Frame fromRoot(List<Frame> stack, int index) {
		return stack.get(stack.size() - 1 - index);
	}

	/** The index after the frames that are inlined into the one at the start. */
	private int end(int start) {
		int end = start + 1;
		while (end < this.stack.size() && fromRoot(this.stack, end).inlined()) {
			end++;
		}
		return end;
	}

	private int number(int start, int end) {
		Node node = this.outside;
		for (int i = start; i < end; i++) {
			node = node.enter(fromRoot(this.stack, i));
		}
		if (node.number == 0) {
			int size = this.stack.size();
			this.all.add(List.copyOf(this.stack.subList(size - end, size - start)));
			node.number = this.all.size();
		}
		return node.number;
	}

	/**
	 * Returns all locations in the order of their numbers. Each is a frame preceded by
	 * those that are inlined into it.
	 */
	List<List<Frame>> all() {
		return Collections.unmodifiableList(this.all);
	}

	/** A step on the path from a frame to the frames inlined into it. */
	private static final class Node {

		/** Mostly absent: few frames are inlined. */
		private @Nullable Map<Frame, Node> inner;

		/** 0 if no location ends here. */
		private int number;

		private Node enter(Frame frame) {
			Map<Frame, Node> nodes = this.inner;
			if (nodes == null) {
				nodes = new HashMap<>();
				this.inner = nodes;
			}
			return nodes.computeIfAbsent(frame, (added) -> new Node());
		}

	}

}
