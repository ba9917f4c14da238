package dev.pprof4j.symbol;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link SourceFiles}.
 */
class SourceFilesTests {

	private final SourceFiles sourceFiles = new SourceFiles(getClass().getClassLoader());

	@Test
	void ofShouldFindTheFileThatDeclaresTheClass() {
		assertThat(this.sourceFiles.of(SourceFilesTests.class.getName())).isEqualTo(path("SourceFilesTests.java"));
		assertThat(this.sourceFiles.of(Nested.class.getName())).isEqualTo(path("SourceFilesTests.java"));
		assertThat(this.sourceFiles.of(DeclaredElsewhere.class.getName())).isEqualTo(path("SourceFilesTests.java"));
		assertThat(this.sourceFiles.of(DeclaredElsewhere.class.getName() + "$$Lambda"))
			.isEqualTo(path("SourceFilesTests.java"));
	}

	@Test
	void ofShouldFindFilesOfTheJdk() {
		assertThat(this.sourceFiles.of("java.lang.Thread")).isEqualTo("java/lang/Thread.java");
		assertThat(this.sourceFiles.of(Map.Entry.class.getName())).isEqualTo("java/util/Map.java");
		assertThat(this.sourceFiles.of("java.lang.invoke.LambdaForm$MH")).isEqualTo("java/lang/invoke/LambdaForm.java");
	}

	@Test
	void ofWhenTheClassIsNowhereShouldGuess() {
		assertThat(this.sourceFiles.of("com.example.Gone$Inner")).isEqualTo("com/example/Gone.java");
		assertThat(this.sourceFiles.of("jdk.proxy.$Proxy")).isEqualTo("jdk/proxy/$Proxy.java");
		assertThat(this.sourceFiles.of("Top")).isEqualTo("Top.java");
	}

	@Test
	void ofWhenTheClassLoaderMisbehavesShouldGuess() {
		SourceFiles broken = new SourceFiles(new ClassLoader(null) {
			@Override
			public InputStream getResourceAsStream(String name) {
				throw new IllegalStateException("closed");
			}
		});
		assertThat(broken.of("com.example.Foo")).isEqualTo("com/example/Foo.java");
		SourceFiles garbage = new SourceFiles(new ClassLoader(null) {
			@Override
			public InputStream getResourceAsStream(String name) {
				return new ByteArrayInputStream(new byte[] { 1, 2, 3 });
			}
		});
		assertThat(garbage.of("com.example.Foo")).isEqualTo("com/example/Foo.java");
	}

	@Test
	void aClassFileThatIsCutShouldHaveNoSourceFile() throws IOException {
		byte[] whole = bytes(DeclaredElsewhere.class);
		assertThat(ClassFile.sourceFile(new ByteArrayInputStream(whole))).isEqualTo("SourceFilesTests.java");
		// The attribute is the last one, and its value is at the very end.
		for (int length = 0; length < whole.length - 2; length++) {
			InputStream part = new ByteArrayInputStream(whole, 0, length);
			assertThatIOException().as("%d bytes", length).isThrownBy(() -> ClassFile.sourceFile(part));
		}
	}

	/**
	 * Whatever it then says, reading ends, and throws nothing but an {@code IOException}.
	 */
	@Test
	void aClassFileThatIsGarbledShouldBeReadOrRefused() throws IOException {
		byte[] whole = bytes(DeclaredElsewhere.class);
		int refused = 0;
		for (int i = 0; i < whole.length; i++) {
			byte[] garbled = whole.clone();
			garbled[i] = (byte) ~garbled[i];
			try {
				ClassFile.sourceFile(new ByteArrayInputStream(garbled));
			}
			catch (IOException ex) {
				refused++;
			}
		}
		assertThat(refused).isBetween(1, whole.length - 1);
	}

	private static byte[] bytes(Class<?> type) throws IOException {
		try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(type.getSimpleName() + ".class"))) {
			return in.readAllBytes();
		}
	}

	private static String path(String file) {
		return "dev/pprof4j/symbol/" + file;
	}

	private static final class Nested {

	}

}

final class DeclaredElsewhere {

	private DeclaredElsewhere() {
	}

}
