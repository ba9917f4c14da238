package dev.pprof4j.profile;

import java.util.ArrayList;
import java.util.List;

import dev.pprof4j.label.StackLabels;

/**
 * A stack from which the frames that carry labels have been removed, together with these
 * labels.
 *
 * @param stack the frames, leaf first
 * @param labels the labels
 */
public record LabelledStack(Stack stack, Labels labels) {

	/** What remains of a stack that was cut and has only this library's frames. */
	private static final Stack NOTHING_ELSE = Stack.of(Frame.DEEPER);

	/**
	 * Takes the labels off a stack.
	 * @param stack the frames as they were seen, leaf first
	 * @param labels labels known from elsewhere
	 * @return the frames to show, with all labels
	 */
	public static LabelledStack of(List<Frame> stack, Labels labels) {
		Stack seen = Stack.of(stack);
		return seen.isLabelled() ? read(seen, labels) : new LabelledStack(seen, labels);
	}

	private static LabelledStack read(Stack stack, Labels labels) {
		StackLabels carried = new StackLabels();
		List<Frame> shown = new ArrayList<>(stack.size());
		for (Frame frame : stack) {
			if (frame.isLabelFrame()) {
				carried.add(frame.name(), frame.line());
			}
			else {
				carried.addOther();
				shown.add(frame);
			}
		}
		return new LabelledStack(shown.isEmpty() ? NOTHING_ELSE : Stack.of(shown), labels.and(carried.labels()));
	}

}
