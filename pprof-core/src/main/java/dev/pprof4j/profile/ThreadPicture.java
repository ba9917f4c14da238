package dev.pprof4j.profile;

import java.util.List;

/**
 * One live thread, at the moment it was looked at.
 *
 * @param id its identifier in this JVM
 * @param name its name, empty for a virtual thread that nobody named
 * @param virtual whether it is a virtual thread
 * @param daemon whether the JVM ends without waiting for it
 * @param state what it does
 * @param blocker what it waits for, class and identity hash as in {@code Foo@1a2b}; empty
 * if nothing or not known
 * @param owner the name and identifier of the thread that holds that, as in
 * {@code "main" 1}; empty if none or not known
 * @param stack the frames, leaf first
 * @param labels the labels of what it works at
 */
public record ThreadPicture(long id, String name, boolean virtual, boolean daemon, Thread.State state, String blocker,
		String owner, List<Frame> stack, Labels labels) {

	public ThreadPicture {
		stack = Stack.of(stack);
	}

	/**
	 * The same without labels.
	 * @return the picture
	 */
	public ThreadPicture withoutLabels() {
		return new ThreadPicture(this.id, this.name, this.virtual, this.daemon, this.state, this.blocker, this.owner,
				this.stack, Labels.EMPTY);
	}

}
