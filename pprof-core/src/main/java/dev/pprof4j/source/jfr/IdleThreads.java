package dev.pprof4j.source.jfr;

import java.util.List;
import java.util.Set;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.source.DaemonThread;

/**
 * Recognizes the waits of threads that have nothing to do. Starting at the leaf, frames
 * that are only a means of waiting, as the JDK's are, are passed over. The thread is idle
 * if one of them, or the first other frame, is a method in which a pool, a timer or a
 * housekeeper waits for its next task. In a wait inside a task, a frame of that task
 * comes first. Threads of this library are recognized by the base of their stacks,
 * wherever they wait.
 */
final class IdleThreads {

	static final Set<String> IDLE_METHODS = Set.of(
			// the JDK: pools, timers, reference handlers
			"java.util.concurrent.ThreadPoolExecutor.getTask", "java.util.concurrent.ForkJoinPool.awaitWork",
			"java.util.concurrent.DelayScheduler.loop", "java.util.TimerThread.mainLoop",
			"java.lang.ref.ReferenceQueue.remove", "sun.net.www.http.KeepAliveCache.run",
			// servers
			"org.apache.tomcat.util.threads.TaskQueue.take", "org.apache.tomcat.util.threads.TaskQueue.poll",
			"org.apache.catalina.core.StandardServer.await", "org.eclipse.jetty.util.BlockingArrayQueue.poll",
			"org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread.waitForTask",
			"io.netty.util.concurrent.SingleThreadEventExecutor.takeTask",
			"io.netty.util.concurrent.GlobalEventExecutor.takeTask",
			"io.netty.util.HashedWheelTimer$Worker.waitForNextTick",
			// logging
			"ch.qos.logback.core.AsyncAppenderBase$Worker.run",
			// this library: a caller waits for a profile, or for what it needs
			"dev.pprof4j.CallerSlots$Slot.await", "dev.pprof4j.ContinuousRecording.cut",
			"dev.pprof4j.source.asyncprofiler.AsyncProfilerLibrary.loadOnAPlatformThread",
			"dev.pprof4j.source.jfr.EventStream.awaitDelivery", "dev.pprof4j.source.jfr.SilenceProbe.useCpuTime",
			"dev.pprof4j.source.jfr.JfrHeapRecording.close", "dev.pprof4j.source.jfr.Start.await");

	/** Frames that are only a means of waiting. */
	private static final List<String> MEANS = List.of("java.", "jdk.", "sun.", "javax.", "com.sun.",
			"org.eclipse.jetty.util.thread.AutoLock");

	private static final String FLIGHT_RECORDER = "jdk.jfr.internal.";

	private static final int OUTERMOST = 3;

	private IdleThreads() {
	}

	static boolean isIdle(List<Frame> stack) {
		if (isOfThisLibrary(stack)) {
			return true;
		}
		for (Frame frame : stack) {
			if (IDLE_METHODS.contains(frame.name()) || frame.name().startsWith(FLIGHT_RECORDER)) {
				return true;
			}
			if (MEANS.stream().noneMatch(frame.name()::startsWith)) {
				return false;
			}
		}
		return false;
	}

	/**
	 * Looks near the root of the stack: one or two frames of the JDK come before the work
	 * of a thread.
	 */
	private static boolean isOfThisLibrary(List<Frame> stack) {
		return stack.subList(Math.max(0, stack.size() - OUTERMOST), stack.size())
			.stream()
			.anyMatch((frame) -> frame.name().equals(DaemonThread.WORK));
	}

}
