package dev.pprof4j.profile;

import java.util.List;

/**
 * One live thread, as it was when it was inspected.
 *
 * @param id its identifier in this JVM
 * @param name its name, empty for a virtual thread without a name
 * @param virtual whether it is a virtual thread
 * @param daemon whether the JVM ends without waiting for it
 * @param state its state
 * @param blocker what it waits for, class and identity hash as in {@code Foo@1a2b}; empty
 * if it waits for nothing, or that is not known
 * @param owner the name and identifier of the thread that holds the blocker, as in
 * {@code "main" 1}; empty if there is none, or it is not known
 * @param stack the frames, leaf first
 * @param labels the labels of its current work
 */
public record ThreadPicture(long id, String name, boolean virtual, boolean daemon, Thread.State state, String blocker,
		String owner, List<Frame> stack, Labels labels) {

	public ThreadPicture {
		stack = Stack.of(stack);
	}

	/**
	 * Returns the same picture without labels.
	 * @return the picture
	 */
	public ThreadPicture withoutLabels() {
		return new ThreadPicture(this.id, this.name, this.virtual, this.daemon, this.state, this.blocker, this.owner,
				this.stack, Labels.EMPTY);
	}

}
