package dev.pprof4j.symbol;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClassNames}.
 */
class ClassNamesTests {

	@ParameterizedTest
	@CsvSource({ "java/lang/String, java.lang.String", "com/example/Foo$Bar, com.example.Foo$Bar",
			"com/example/Foo$$Lambda$14.0x00007f53ec000a08, com.example.Foo$$Lambda",
			"com/example/Foo$$Lambda.0x0000000028040210, com.example.Foo$$Lambda",
			"com/example/Foo$$Lambda$14+0x00007f74b4558f20/728258269, com.example.Foo$$Lambda",
			"com.example.Foo$$Lambda/0x000000002804abcd, com.example.Foo$$Lambda",
			"java/lang/invoke/LambdaForm$MH.0x00007f53ec001ac8, java.lang.invoke.LambdaForm$MH",
			"com/example/Hidden+0x0000000800c03000, com.example.Hidden", "jdk/proxy2/$Proxy12, jdk.proxy.$Proxy",
			"com/sun/proxy/$Proxy3, com.sun.proxy.$Proxy",
			"jdk/internal/reflect/GeneratedMethodAccessor12, jdk.internal.reflect.GeneratedMethodAccessor",
			"com/example/Foo$$SpringCGLIB$$0, com.example.Foo$$SpringCGLIB$$0", "com/example/Foo$1, com.example.Foo$1",
			"Top, Top", "com/example/Utf8, com.example.Utf8", "$Proxy7, $Proxy", "jdk/proxy1/Named, jdk.proxy.Named",
			"v2/Facade, v2.Facade" })
	void stableShouldRemoveWhatDiffersFromRunToRun(String className, String expected) {
		assertThat(ClassNames.stable(className)).isEqualTo(expected);
	}

}
