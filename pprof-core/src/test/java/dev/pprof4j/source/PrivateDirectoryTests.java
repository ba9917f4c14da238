package dev.pprof4j.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import dev.pprof4j.test.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link PrivateDirectory}.
 */
class PrivateDirectoryTests {

	@TempDir
	Path parent;

	@Test
	void directoryShouldBeMadeWithTheFirstFileAndGoneWhenClosed() throws IOException {
		PrivateDirectory directory = new PrivateDirectory(this.parent);
		assertThat(this.parent).isEmptyDirectory();
		Path file = directory.createFile(".jfr");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
			.isEqualTo("rwx------");
		assertThat(directory.createFile(".jfr").getParent()).isEqualTo(file.getParent());
		directory.close();
		assertThatIOException().isThrownBy(() -> directory.createFile(".jfr")).withMessage("the profiler is closed");
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void createFileWhenTheDirectoryWasDeletedUnderneathShouldMakeAnother() throws IOException {
		try (PrivateDirectory directory = new PrivateDirectory(this.parent)) {
			Path first = directory.createFile(".jfr");
			Files.delete(first);
			Files.delete(first.resolveSibling("in-use"));
			Files.delete(first.getParent());
			assertThat(directory.createFile(".jfr")).exists();
		}
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void createFileWhenTheParentIsMissingShouldFail() {
		PrivateDirectory directory = new PrivateDirectory(this.parent.resolve("missing"));
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> directory.createFile(".jfr"));
	}

	@Test
	void whatADeadProcessLeftShouldBeSwept() throws IOException {
		new ChildJvm().run(LeavesADirectory.class, this.parent.toString());
		assertThat(this.parent.toFile().list()).hasSize(1);
		Files.createDirectory(this.parent.resolve("pprof4j-results"));
		try (PrivateDirectory directory = new PrivateDirectory(this.parent)) {
			Path file = directory.createFile(".jfr");
			assertThat(this.parent.toFile().list())
				.containsExactlyInAnyOrder(this.parent.relativize(file).getName(0).toString(), "pprof4j-results");
		}
	}

	@Test
	void directoriesInUseShouldNotBeSwept() throws IOException {
		try (PrivateDirectory first = new PrivateDirectory(this.parent);
				PrivateDirectory second = new PrivateDirectory(this.parent)) {
			Path file = first.createFile(".jfr");
			second.createFile(".jfr");
			new ChildJvm().run(LeavesADirectory.class, this.parent.toString());
			assertThat(file).exists();
			assertThat(this.parent.toFile().list()).hasSize(3);
		}
	}

	static final class LeavesADirectory {

		private LeavesADirectory() {
		}

		public static void main(String[] args) throws IOException {
			System.out.println(new PrivateDirectory(Path.of(args[0])).createFile(".jfr"));
			Runtime.getRuntime().halt(0);
		}

	}

}
