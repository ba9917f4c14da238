package dev.pprof4j.label;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the labels that a stack carries, from its leaf to its root. Used for one stack,
 * by one thread.
 */
public final class StackLabels {

	private static final String LABELS_PACKAGE = ProfilingLabels.class.getPackageName() + '.';

	private final Map<String, String> labels = new LinkedHashMap<>();

	/**
	 * The value of the digits seen so far: the other end of the number is still to come.
	 */
	private int number;

	/** Whether no digit can be missing at the leaf. */
	private boolean complete;

	/**
	 * Returns whether the frames of a class only carry labels and are not to be shown.
	 * @param className the class with dots
	 * @return whether they carry labels
	 */
	public static boolean isLabelFrame(String className) {
		return className.startsWith(LABELS_PACKAGE);
	}

	/**
	 * Takes the next frame, which carries labels.
	 * @param function class and method
	 * @param line the line of the frame
	 */
	public void add(String function, int line) {
		if (function.equals(LabelFrames.DIGIT)) {
			this.number = LabelFrames.append(this.number, line);
		}
		else if (function.equals(LabelFrames.CALL)) {
			ProfilingLabels found = this.complete ? ProfilingLabels.numbered(this.number) : null;
			if (found != null) {
				found.putInto(this.labels);
			}
			this.number = 0;
		}
		else if (!function.startsWith(LabelFrames.NAME)) {
			this.complete = true;
		}
	}

	/** Takes any other frame. */
	public void addOther() {
		this.complete = true;
	}

	/**
	 * Returns the labels found.
	 * @return the values by key; of two with the same key, the one closer to the leaf
	 */
	public Map<String, String> labels() {
		return this.labels;
	}

}
