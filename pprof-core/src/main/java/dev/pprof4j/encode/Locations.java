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
 * profile has a hundred frames for each sample, so nothing is made for one that is known.
 * Not thread-safe.
 */
final class Locations {

	private final Node outside = new Node();

	private final List<List<Frame>> all = new ArrayList<>();

	/** The numbers of a stack's locations, leaf first. */
	long[] of(List<Frame> stack) {
		long[] numbers = new long[stack.size()];
		int count = 0;
		int start = 0;
		Node node = this.outside;
		for (int i = 0; i < numbers.length; i++) {
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
		return Arrays.copyOf(numbers, count);
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
