package dev.pprof4j.source.heap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.pprof4j.symbol.ClassNames;
import dev.pprof4j.test.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the tables of the native agent, filled beyond their capacity, and for its
 * budgets, in simulated time. They need no JVM.
 */
class NativeTablesTests {

	@TempDir
	Path tempDir;

	@Test
	void whatWasPutShouldBeFound() throws Exception {
		assertThat(runCompiled("tables")).isEqualTo("all found\n");
	}

	/** Room for eight texts: none, two of the method, and five of classes and files. */
	@Test
	void classesWithoutRoomForTheirNamesShouldNotBecomeOne() throws Exception {
		assertThat(runCompiled("frames")).isEqualTo("3 described\n");
	}

	@Test
	void whatIsFollowedUpShouldBeWithinTheBudget() throws Exception {
		assertThat(runCompiled("budget")).isEqualTo("within the budget\n");
	}

	@Test
	void ofVeryManyWaitsSomeShouldStandForAll() throws Exception {
		assertThat(runCompiled("waits")).isEqualTo("waits stand for all\n");
	}

	/**
	 * Names that Java would shorten later would stay distinct in tables that are never
	 * emptied.
	 */
	@Test
	void namesShouldHaveNoCountersLeftForJavaToCutOff() throws Exception {
		List<String> signatures = List.of("Ljava/lang/String;", "[[I", "Lcom/example/Foo$Bar;",
				"Lcom/example/Foo$$Lambda$14.0x00007f53ec000a08;", "Lcom/example/Foo$$Lambda.0x0000000028040210;",
				"[Ljava/lang/invoke/LambdaForm$MH.0x00007f53ec001ac8;", "Lcom/example/Hidden+0x0000000800c03000;",
				"Ljdk/proxy2/$Proxy12;", "[Ljdk/proxy2/$Proxy12;", "Ljdk/proxy1/Named;", "Lcom/sun/proxy/$Proxy3;",
				"L$Proxy7;", "Ljdk/internal/reflect/GeneratedMethodAccessor12;",
				"Ljdk/internal/reflect/GeneratedConstructorAccessor5;",
				"Ljdk/internal/reflect/GeneratedSerializationConstructorAccessor99;",
				"Lcom/example/Foo$$SpringCGLIB$$0;", "Lcom/example/Foo$1;", "Lcom/example/Utf8;", "Lv2/Facade;",
				"Lcom/example/My$Proxy2;", "Lcom/example/URL$Proxy2;", "[L$Proxy7;", "Ljdk/proxyman/A;", "", "L;", ";",
				"x", "7");
		List<String> stable = runCompiled("names", signatures.toArray(String[]::new)).lines().toList();
		assertThat(stable).containsExactly("Ljava/lang/String;", "[[I", "Lcom/example/Foo$Bar;",
				"Lcom/example/Foo$$Lambda;", "Lcom/example/Foo$$Lambda;", "[Ljava/lang/invoke/LambdaForm$MH;",
				"Lcom/example/Hidden;", "Ljdk/proxy/$Proxy;", "[Ljdk/proxy/$Proxy;", "Ljdk/proxy/Named;",
				"Lcom/sun/proxy/$Proxy;", "L$Proxy;", "Ljdk/internal/reflect/GeneratedMethodAccessor;",
				"Ljdk/internal/reflect/GeneratedConstructorAccessor;",
				"Ljdk/internal/reflect/GeneratedSerializationConstructorAccessor;", "Lcom/example/Foo$$SpringCGLIB$$0;",
				"Lcom/example/Foo$1;", "Lcom/example/Utf8;", "Lv2/Facade;", "Lcom/example/My$Proxy2;",
				"Lcom/example/URL$Proxy2;", "[L$Proxy;", "Ljdk/proxyman/A;", "", "L;", ";", "x", "7");
		for (int i = 0; i < signatures.indexOf(""); i++) {
			String name = ClassNames.ofDescriptor(stable.get(i));
			assertThat(name).isEqualTo(ClassNames.ofDescriptor(signatures.get(i)));
		}
	}

	private String runCompiled(String name, String... arguments) throws IOException {
		Programs.require("gcc");
		String program = this.tempDir.resolve(name).toString();
		String headers = System.getProperty("java.home") + "/include";
		assertThat(run("gcc", "-std=gnu11", "-O1", "-pthread", "-I" + headers, "-I" + headers + "/linux", "-o", program,
				"src/test/c/" + name + ".c"))
			.isEmpty();
		return run(Stream.concat(Stream.of(program), Stream.of(arguments)).toArray(String[]::new));
	}

	private static String run(String... command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

}
