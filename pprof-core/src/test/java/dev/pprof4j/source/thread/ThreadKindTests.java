package dev.pprof4j.source.thread;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadKind} and {@link DumpFile}, on what the JDK writes.
 */
class ThreadKindTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http-nio-8080-exec-7                  | false | http-nio-exec
			pool-12-thread-345                    | false | pool-thread
			ForkJoinPool.commonPool-worker-3      | false | ForkJoinPool.commonPool-worker
			HikariPool-1 housekeeper              | false | HikariPool housekeeper
			main                                  | false | main
			C2 CompilerThread0                    | false | C CompilerThread
			'G1 Conc#0'                           | false | G Conc
			42                                    | false | unnamed
			''                                    | true  | virtual
			tomcat-handler-12                     | true  | tomcat-handler
			""")
	void poolShouldBeTheNameWithoutItsNumbers(String name, boolean virtual, String pool) {
		assertThat(ThreadKind.pool(name, virtual)).isEqualTo(pool);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					at java.base/java.lang.Thread.run(Thread.java:1474)  | java.lang.Thread.run(?)  | java/lang/Thread.java | 1474
					java.base/java.lang.Thread.run(Thread.java:1474)     | java.lang.Thread.run(?)  | java/lang/Thread.java | 1474
					at app//com.example.Foo.<init>(Bar.kt:3)              | com.example.Foo.<init>(?) | com/example/Bar.kt    | 3
					at a.B$$Lambda/0x0000f00.run(Unknown Source)          | a.B$$Lambda.run(?)        | a/B.java              | 0
					at m@1/a.B$$Lambda/0x0000f00.run(Unknown Source)      | a.B$$Lambda.run(?)        | a/B.java              | 0
					at java.base/java.lang.Object.wait0(Native Method)    | java.lang.Object.wait0(?) | java/lang/Object.java | 0
					""")
	void framesOfADumpShouldBeFrames(String text, String systemName, String file, int line) {
		assertThat(DumpFile.frame(text).systemName()).isEqualTo(systemName);
		assertThat(DumpFile.frame(text).fileName()).isEqualTo(file);
		assertThat(DumpFile.frame(text).line()).isEqualTo(line);
	}

}
