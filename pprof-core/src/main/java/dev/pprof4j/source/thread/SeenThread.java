package dev.pprof4j.source.thread;

import java.lang.management.LockInfo;
import java.lang.management.ThreadInfo;
import java.util.List;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.LabelledStack;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ThreadPicture;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a thread besides its stack.
 *
 * @param id its identifier
 * @param name its name
 * @param virtual whether it is a virtual thread
 * @param daemon whether the JVM ends without waiting for it
 * @param state its state
 * @param blocker what it waits for, empty if nothing or unknown
 * @param owner the thread that holds what it waits for, empty if none or unknown
 */
record SeenThread(long id, String name, boolean virtual, boolean daemon, Thread.State state, String blocker,
		String owner) {

	static SeenThread of(Thread thread, boolean virtual) {
		return new SeenThread(thread.getId(), thread.getName(), virtual, thread.isDaemon(), thread.getState(), "", "");
	}

	static SeenThread of(ThreadInfo info) {
		return new SeenThread(info.getThreadId(), info.getThreadName(), false, info.isDaemon(), info.getThreadState(),
				blocker(info), owner(info));
	}

	/** Returns this object if there is no information, because the thread has ended. */
	SeenThread withLock(@Nullable ThreadInfo info) {
		return (info != null)
				? new SeenThread(this.id, this.name, false, this.daemon, this.state, blocker(info), owner(info)) : this;
	}

	SeenThread withBlocker(@Nullable Object blocker) {
		return (blocker != null)
				? new SeenThread(this.id, this.name, this.virtual, this.daemon, this.state,
						blocker.getClass().getName() + '@' + Integer.toHexString(System.identityHashCode(blocker)), "")
				: this;
	}

	private static String blocker(ThreadInfo info) {
		LockInfo lock = info.getLockInfo();
		return (lock != null) ? lock.toString() : "";
	}

	private static String owner(ThreadInfo info) {
		return (info.getLockOwnerName() != null) ? '"' + info.getLockOwnerName() + "\" " + info.getLockOwnerId() : "";
	}

	/** A virtual thread without frames has ended, or has not begun. */
	boolean isAlive(int depth) {
		return depth >= 0 && !(this.virtual && depth == 0) && this.state != Thread.State.NEW
				&& this.state != Thread.State.TERMINATED;
	}

	ThreadPicture picture(List<Frame> stack) {
		LabelledStack labelled = LabelledStack.of(stack, Labels.EMPTY);
		return new ThreadPicture(this.id, this.name, this.virtual, this.daemon, this.state, this.blocker, this.owner,
				labelled.stack(), labelled.labels());
	}

}
