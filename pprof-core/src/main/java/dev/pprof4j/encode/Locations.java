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
 * The locations of a profile, with numbers from 1 in the order of first use. As Go writes
 * them, inlined frames share the location of the one that they are inlined into. A
 * profile has a hundred frames for each sample, most of them those of the sample before,
 * so these are not looked up again, and nothing is made for one that is known. Not
 * thread-safe.
 */
final class Locations {

	private static final Frame[] NONE = {};

	private final Node outside = new Node();

	private final List<List<Frame>> all = new ArrayList<>();

	private Frame[] last = NONE;

	private int[] lastNumbers = {};

	/** The numbers of a stack's locations, leaf first. */
	int[] of(List<Frame> stack) {
		Frame[] frames = stack.toArray(NONE);
		int known = knownFrom(frames);
		int same = locations(frames, known);
		int[] numbers = new int[locations(frames, 0)];
		int start = 0;
		for (int i = 0; i < numbers.length - same; i++) {
			int end = start;
			while (!endsLocation(frames, end)) {
				end++;
			}
			numbers[i] = number(frames, start, end);
			start = end + 1;
		}
		System.arraycopy(this.lastNumbers, this.lastNumbers.length - same, numbers, numbers.length - same, same);
		this.last = frames;
		this.lastNumbers = numbers;
		return numbers;
	}

	/**
	 * The number of the location with these frames, the last of which is that at the end.
	 */
	private int number(Frame[] frames, int start, int end) {
		Node node = this.outside;
		for (int i = start; i <= end; i++) {
			node = node.enter(frames[i]);
		}
		if (node.number == 0) {
			this.all.add(List.of(Arrays.copyOfRange(frames, start, end + 1)));
			node.number = this.all.size();
		}
		return node.number;
	}

	/** Where the outermost locations begin that are those of the last stack. */
	private int knownFrom(Frame[] frames) {
		int from = frames.length;
		int other = this.last.length;
		while (from > 0 && other > 0 && frames[from - 1].equals(this.last[other - 1])) {
			from--;
			other--;
		}
		// What is inlined belongs to the next location, of which more may differ.
		while (from < frames.length && !isBetween(frames, from, other)) {
			from++;
			other++;
		}
		return from;
	}

	/** Whether a location ends before these frames, in this stack and in the last. */
	private boolean isBetween(Frame[] frames, int index, int other) {
		return (index == 0 || endsLocation(frames, index - 1)) && (other == 0 || endsLocation(this.last, other - 1));
	}

	private static int locations(Frame[] frames, int from) {
		int count = 0;
		for (int i = from; i < frames.length; i++) {
			count += endsLocation(frames, i) ? 1 : 0;
		}
		return count;
	}

	private static boolean endsLocation(Frame[] frames, int index) {
		return !frames[index].inlined() || index == frames.length - 1;
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

		/** None for most: few frames are inlined. */
		private @Nullable Map<Frame, Node> outer;

		/** 0 where no location ends. */
		private int number;

		private Node enter(Frame frame) {
			Map<Frame, Node> nodes = this.outer;
			if (nodes == null) {
				nodes = new HashMap<>();
				this.outer = nodes;
			}
			return nodes.computeIfAbsent(frame, (added) -> new Node());
		}

	}

}
