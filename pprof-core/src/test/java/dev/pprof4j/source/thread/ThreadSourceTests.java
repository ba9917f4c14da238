package dev.pprof4j.source.thread;

import java.nio.file.Path;
import java.time.Duration;

import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.RequiresNativeSampler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadSource} against the threads that a program has started. They are
 * read by the native agent, by the agent and Java, or by the JDK alone if there is no
 * agent or the agent does not know the JDK.
 */
@RequiresNativeSampler
class ThreadSourceTests {

	@TempDir
	Path tempDir;

	private String output = "";

	@AfterEach
	void nothingShouldBeLeft() {
		assertThat(this.output).contains("left=0").doesNotContain("WARNING in native method");
		assertThat(this.tempDir).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "agent", "java", "jdk", "unknown" })
	void countsShouldBeTheThreadsStarted(String how) {
		run("counts", how);
		assertThat(this.output).contains("\n500 parked [http-nio-exec, WAITING, false]\n",
				"\n1 waitsForLock [locker, WAITING, false]\n", "\n1 entersMonitor [enterer, BLOCKED, false]\n",
				" [main, RUNNABLE, false]\n", "negative=false\n");
		assertThat(this.output).contains("[Reference Handler, RUNNABLE, false]", "[no Java stack]");
		assertThat(this.output).containsPattern("platform=(\\d+) records=\\1\n");
		assertThat(this.output).contains(dumped(how) ? "comment Read from JDK thread dumps" : "by the native agent")
			.contains(dumped(how) ? "state read from JDK thread dumps, because" : "state read one by one");
	}

	private static boolean dumped(String how) {
		return how.equals("jdk") || how.equals("unknown");
	}

	@ParameterizedTest
	@ValueSource(strings = { "agent", "java", "jdk", "unknown" })
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsShouldBeCountedWhateverTheyDo(String how) {
		run("counts", how);
		assertThat(this.output).contains("\n300 parkedVirtually [virtual, WAITING, true]\n",
				"\n10 waitsForLock [virtual, WAITING, true]\n", "\n200 parkedInExecutor [virtual, WAITING, true]\n",
				"\n1 spins [virtual, RUNNABLE, true]\n", "\n1 pinnedPark [virtual, WAITING, true]\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "agent", "jdk" })
	void dumpShouldNameLocksAndOwners(String how) {
		run("counts", how);
		assertThat(this.output)
			.containsPattern("goroutine \\d+ \\[waiting, on java.util.concurrent.locks.ReentrantLock\\$NonfairSync@"
					+ "[0-9a-f]+, owner \"main\" \\d+] \\{name: \"locker 1\", daemon: true, virtual: false}:\n")
			.containsPattern("goroutine \\d+ \\[blocked, on java.lang.Object@[0-9a-f]+, owner \"main\" \\d+] "
					+ "\\{name: enterer#1, daemon: true, virtual: false}:\n"
					+ "dev.pprof4j.source.thread.ThreadScenarios.entersMonitor\\(...\\)\n"
					+ "\tdev/pprof4j/source/thread/ThreadScenarios.java:\\d+\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "agent", "jdk" })
	@EnabledForJreRange(min = JRE.JAVA_21)
	void dumpShouldNameTheBlockersOfVirtualThreads(String how) {
		run("counts", how);
		assertThat(this.output)
			.containsPattern("goroutine \\d+ \\[waiting, on java.util.concurrent.locks.ReentrantLock\\$NonfairSync@"
					+ "[0-9a-f]+] \\{name: \"\", daemon: true, virtual: true}:\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "agent", "jdk" })
	@EnabledForJreRange(min = JRE.JAVA_25)
	void dumpShouldNameTheMonitorsOfVirtualThreads(String how) {
		run("counts", how);
		String virtual = "@[0-9a-f]+] \\{name: \"\", daemon: true, virtual: true}:\n";
		assertThat(this.output)
			.containsPattern("goroutine \\d+ \\[blocked, on java.lang.Object" + virtual
					+ "dev.pprof4j.source.thread.ThreadScenarios.entersMonitor")
			.containsPattern("goroutine \\d+ \\[waiting, on java.lang.String" + virtual + "java.lang.Object.wait")
			.contains("\n5 entersMonitor [virtual, BLOCKED, true]\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "agent", "jdk" })
	void whatIsOverTheLimitsShouldBeInVisibleFrames(String how) {
		run("caps", how);
		int left = Integer.parseInt(this.output.replaceAll("(?s).*all=true (\\d+)\n.*", "$1"));
		assertThat(this.output).contains(left + " [not looked at: pprof.goroutine.max-threads] []",
				"[too many stacks: pprof.goroutine.max-stacks] []", "all=true samples=3", "pictures=50 all=true");
	}

	@ParameterizedTest
	@ValueSource(strings = { "agent", "jdk" })
	void deadlockShouldBeNamed(String how) {
		run("deadlock", how);
		assertThat(this.output).containsPattern(
				"comment Deadlock: \"(first\nline|second)\" waits for java.(lang.Object|util.concurrent.CountDownLatch)@"
						+ "[0-9a-f]+, held by \"(first\nline|second)\"; \"(first\nline|second)\" waits for "
						+ "java.(lang.Object|util.concurrent.CountDownLatch)@[0-9a-f]+, held by \"(first\nline|second)\"\n")
			.contains("name: \"first\\u000aline\"")
			.doesNotContain("\nDeadlock: \"first\nline");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void hundredThousandVirtualThreadsShouldBeCountedExactly() {
		this.output = new ChildJvm().with("-Xmx1g")
			.within(Duration.ofMinutes(2))
			.run(ThreadScenarios.class, "many", this.tempDir.toString(), "agent", "100000");
		assertThat(this.output).contains("depths=50 each=[2000] locks={false=66666, true=33334}");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void theJdkAloneShouldCountThemExactly() {
		this.output = new ChildJvm().with("-Xmx1g")
			.within(Duration.ofMinutes(2))
			.run(ThreadScenarios.class, "many", this.tempDir.toString(), "jdk", "20000");
		assertThat(this.output).contains("depths=50 each=[400] locks={false=13333, true=6667}");
	}

	private void run(String scenario, String how) {
		ChildJvm jvm = new ChildJvm().with("-Xcheck:jni")
			.with("-Djdk.virtualThreadScheduler.parallelism=4")
			.within(Duration.ofMinutes(1));
		this.output = jvm.run(ThreadScenarios.class, scenario, this.tempDir.toString(), how);
	}

}
