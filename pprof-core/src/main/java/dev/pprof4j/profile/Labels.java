package dev.pprof4j.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The labels of a sample, sorted, so that equal sets are equal lists. Immutable. Not a
 * record, because samples are looked up by their labels so often that the hash is
 * computed only once.
 */
public final class Labels implements Comparable<Labels> {

	/** No labels. */
	public static final Labels EMPTY = new Labels(List.of());

	private final List<Label> all;

	private final int hash;

	/**
	 * Returns a set of the given labels. Labels with an empty text are left out, because
	 * the format has no way to express them.
	 * @param labels the labels, in any order
	 */
	public Labels(List<Label> labels) {
		Label[] sorted = labels.stream().filter((label) -> !label.isEmpty()).toArray(Label[]::new);
		Arrays.sort(sorted);
		this.all = List.of(sorted);
		this.hash = this.all.hashCode();
	}

	/**
	 * Holds the given labels.
	 * @param labels the labels, in any order
	 * @return the set of labels
	 */
	public static Labels of(Label... labels) {
		return new Labels(Arrays.asList(labels));
	}

	/**
	 * Returns the labels of a thread.
	 * @param name the name of the thread, empty if it is not known
	 * @param id its Java identifier, 0 or less if it has none
	 * @return the labels that are known
	 */
	public static Labels ofThread(String name, long id) {
		Label thread = Label.of(LabelKeys.THREAD, name);
		return (id > 0) ? of(thread, Label.of(LabelKeys.THREAD_ID, id, "")) : of(thread);
	}

	/**
	 * Returns all labels.
	 * @return the labels in their order
	 */
	public List<Label> all() {
		return this.all;
	}

	/**
	 * Returns these labels and some texts, except for texts whose keys already exist.
	 * @param texts values by key
	 * @return all labels
	 */
	public Labels and(Map<String, String> texts) {
		if (texts.isEmpty()) {
			return this;
		}
		List<Label> more = new ArrayList<>(this.all);
		texts.forEach((key, text) -> {
			if (this.all.stream().noneMatch((label) -> label.key().equals(key))) {
				more.add(Label.of(key, text));
			}
		});
		return new Labels(more);
	}

	boolean threadContains(String part) {
		return this.all.stream()
			.anyMatch((label) -> label.key().equals(LabelKeys.THREAD) && label.text() != null
					&& label.text().contains(part));
	}

	/**
	 * Returns the labels that are numbers, without the identifier of a thread, which goes
	 * with its name.
	 */
	Labels withoutTextsAndThreads() {
		return new Labels(this.all.stream()
			.filter((label) -> label.text() == null && !label.key().equals(LabelKeys.THREAD_ID))
			.toList());
	}

	@Override
	public int compareTo(Labels other) {
		int common = Math.min(this.all.size(), other.all.size());
		for (int i = 0; i < common; i++) {
			int order = this.all.get(i).compareTo(other.all.get(i));
			if (order != 0) {
				return order;
			}
		}
		return Integer.compare(this.all.size(), other.all.size());
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other
				|| (other instanceof Labels labels && this.hash == labels.hash && this.all.equals(labels.all));
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

	@Override
	public String toString() {
		return this.all.toString();
	}

}
