package dev.pprof4j.source.asyncprofiler;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LibraryNames}.
 */
class LibraryNamesTests {

	@ParameterizedTest
	@CsvSource({ "/tmp/pprof4j-77-1795-55/2804980530-libpprof4j.so (deleted), libpprof4j.so",
			"/usr/lib/x86_64-linux-gnu/libz.so.1.2.13, libz.so.1.2.13", "/vdso, vdso", "/opt/7-zip.so, 7-zip.so",
			"G1CollectedHeap::par_iterate, G1CollectedHeap::par_iterate", "operator/(Foo), operator/(Foo)",
			"12-libx.so, 12-libx.so" })
	void pathsShouldBeLeftOut(String symbol, String shown) {
		assertThat(LibraryNames.withoutPath(symbol)).isEqualTo(shown);
	}

}
