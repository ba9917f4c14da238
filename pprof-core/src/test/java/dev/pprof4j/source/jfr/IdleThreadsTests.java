package dev.pprof4j.source.jfr;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

import dev.pprof4j.profile.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IdleThreads} with stacks as servers have them, leaf first.
 */
class IdleThreadsTests {

	@ParameterizedTest
	@ValueSource(strings = {
			// Tomcat 11
			"java.util.concurrent.LinkedBlockingQueue.take org.apache.tomcat.util.threads.TaskQueue.take org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask java.lang.Thread.run",
			// Jetty 12.1
			"java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.awaitNanos org.eclipse.jetty.util.thread.AutoLock$WithCondition.awaitNanos org.eclipse.jetty.util.BlockingArrayQueue.poll org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll java.lang.Thread.run",
			"java.util.concurrent.Semaphore.tryAcquire org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread.waitForTask org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread.run java.lang.Thread.run",
			// this library
			"java.lang.Thread.sleep dev.pprof4j.source.jfr.RecorderRoom.run dev.pprof4j.source.DaemonThread$Work.run java.lang.Thread.runWith java.lang.Thread.run",
			"java.util.concurrent.CompletableFuture.join dev.pprof4j.source.asyncprofiler.AsyncProfilerLibrary.loadOnAPlatformThread dev.pprof4j.Profiler.take com.example.Work.run java.lang.Thread.run",
			// the JDK
			"java.util.concurrent.DelayQueue.take java.util.concurrent.ThreadPoolExecutor.getTask java.lang.Thread.run" })
	void whoWaitsForATaskIsIdle(String stack) {
		assertThat(isIdle(stack)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"java.lang.Thread.sleep com.example.Work.pause org.apache.tomcat.util.threads.ThreadPoolExecutor.runWorker java.lang.Thread.run",
			"java.util.concurrent.locks.LockSupport.park org.eclipse.jetty.util.thread.AutoLock$WithCondition.await org.eclipse.jetty.ee11.servlet.HttpInput.read com.example.Work.read org.eclipse.jetty.util.BlockingArrayQueue.poll",
			"java.util.concurrent.Semaphore.tryAcquire com.example.Work.run org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.run java.lang.Thread.run",
			"java.lang.Thread.run" })
	void whoWaitsInATaskIsNot(String stack) {
		assertThat(isIdle(stack)).isFalse();
	}

	@Test
	void methodsOfThisLibraryShouldBeThere() throws ClassNotFoundException {
		List<String> own = IdleThreads.IDLE_METHODS.stream()
			.filter((method) -> method.startsWith("dev.pprof4j."))
			.toList();
		assertThat(own).isNotEmpty();
		for (String method : own) {
			int dot = method.lastIndexOf('.');
			Class<?> type = Class.forName(method.substring(0, dot), false, getClass().getClassLoader());
			assertThat(type.getDeclaredMethods()).as(method)
				.extracting(Method::getName)
				.contains(method.substring(dot + 1));
		}
	}

	private static boolean isIdle(String stack) {
		return IdleThreads.isIdle(Stream.of(stack.split(" ", -1)).map(IdleThreadsTests::frame).toList());
	}

	private static Frame frame(String name) {
		int dot = name.lastIndexOf('.');
		return Frame.ofJava(name.substring(0, dot), name.substring(dot + 1), "()V", "", 0);
	}

}
