package dev.pprof4j.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.pprof4j.profile.Frame;

/**
 * The locations of a profile, with numbers from 1 in the order of first use. As Go writes
 * them, inlined frames share the location of the one that they are inlined into. A
 * profile has a hundred frames for each sample, most of them those of the sample before,
 * so these are not looked up again, and nothing is made for one that is known. Not
 * thread-safe.
 */
final class Locations {

	private final Node outside = new Node();

	private final List<List<Frame>> all = new ArrayList<>();

	private List<Frame> last = List.of();

	private long[] lastNumbers = {};

	/** The numbers of a stack's locations, leaf first. */
	long[] of(List<Frame> stack) {
		long[] numbers = new long[stack.size()];
		int known = knownFrom(stack);
		int count = 0;
		int start = 0;
		Node node = this.outside;
		for (int i = 0; i < known; i++) {
			Frame frame = stack.get(i);
			node = node.enter(frame);
			if (!frame.inlined() || i == numbers.length - 1) {
				if (node.number == 0) {
					this.all.add(List.copyOf(stack.subList(start, i + 1)));
					node.number = this.all.size();
				}
				numbers[count++] = node.number;
				start = i + 1;
				node = this.outside;
			}
		}
		int same = locations(stack, known);
		System.arraycopy(this.lastNumbers, this.lastNumbers.length - same, numbers, count, same);
		this.last = stack;
		this.lastNumbers = Arrays.copyOf(numbers, count + same);
		return this.lastNumbers;
	}

	/** Where the outermost locations begin that are those of the last stack. */
	private int knownFrom(List<Frame> stack) {
		int from = stack.size();
		int other = this.last.size();
		while (from > 0 && other > 0 && stack.get(from - 1).equals(this.last.get(other - 1))) {
			from--;
			other--;
		}
		// What is inlined belongs to the next location, of which more may differ.
		while (from < stack.size() && !isBetween(stack, from)) {
			from++;
		}
		return from;
	}

	/** Whether a location ends before this frame, in this stack and in the last. */
	private boolean isBetween(List<Frame> stack, int index) {
		int other = this.last.size() - stack.size() + index;
		return (index == 0 || !stack.get(index - 1).inlined()) && (other == 0 || !this.last.get(other - 1).inlined());
	}

	private static int locations(List<Frame> stack, int from) {
		int count = 0;
		for (int i = from; i < stack.size(); i++) {
			count += (!stack.get(i).inlined() || i == stack.size() - 1) ? 1 : 0;
		}
		return count;
	}

	/**
	 * All of them in the order of their numbers, each a frame behind those that are
	 * inlined into it.
	 */
	List<List<Frame>> all() {
		return Collections.unmodifiableList(this.all);
	}

	/** Where one is on its way from the innermost frame outwards. */
	private static final class Node {

		private final Map<Frame, Node> outer = new HashMap<>();

		/** 0 where no location ends. */
		private int number;

		private Node enter(Frame frame) {
			return this.outer.computeIfAbsent(frame, (added) -> new Node());
		}

	}

}
