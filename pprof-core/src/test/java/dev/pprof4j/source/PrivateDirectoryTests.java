package dev.pprof4j.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;

import dev.pprof4j.test.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.api.Assumptions.abort;

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
			delete(directory.createFile(".jfr"));
			assertThat(directory.createFile(".jfr")).exists();
		}
		assertThat(this.parent).isEmptyDirectory();
	}

	/** For example, if {@code /tmp} is cleaned up and someone else takes the place. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatStandsInItsPlaceShouldNotBeUsedOrDeleted(boolean link, @TempDir Path elsewhere) throws IOException {
		Path theirs = Files.createFile(elsewhere.resolve("theirs"));
		try (PrivateDirectory directory = new PrivateDirectory(this.parent)) {
			Path first = delete(directory.createFile(".jfr"));
			if (link) {
				Files.createSymbolicLink(first, elsewhere);
			}
			else {
				theirs = Files.createFile(Files.createDirectory(first).resolve("theirs"));
				giveAway(first);
			}
			Path next = directory.createFile(".jfr");
			assertThat(next.getParent()).isNotEqualTo(first);
			Path again = delete(next);
			Files.createSymbolicLink(again, elsewhere);
		}
		assertThat(theirs).exists();
	}

	private static void giveAway(Path directory) throws IOException {
		UserPrincipal nobody = directory.getFileSystem()
			.getUserPrincipalLookupService()
			.lookupPrincipalByName("nobody");
		try {
			Files.setOwner(directory, nobody);
		}
		catch (IOException ex) {
			abort("only root can give something away: " + ex);
		}
	}

	/** Deletes a file and the directory that it is in. */
	private static Path delete(Path file) throws IOException {
		Path directory = Objects.requireNonNull(file.getParent());
		Files.delete(file);
		Files.delete(directory.resolve("in-use"));
		Files.delete(directory);
		return directory;
	}

	@Test
	void anInterruptOfTheCallerShouldChangeNothing() throws IOException {
		try (PrivateDirectory directory = new PrivateDirectory(this.parent)) {
			Thread.currentThread().interrupt();
			Path file = directory.createFile(".jfr");
			assertThat(Thread.interrupted()).isTrue();
			assertThat(file).exists();
		}
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
	void whatCannotBeSweptShouldNotKeepTheOthers() throws IOException {
		new ChildJvm().run(LeavesADirectory.class, this.parent.toString());
		String left = Objects.requireNonNull(this.parent.toFile().list())[0];
		for (int i = 0; i < 4; i++) {
			Files.createFile(Files.createDirectory(this.parent.resolve(left + i)).resolve("in-use"));
		}
		Path kept = this.parent.resolve(left + 1);
		Files.createFile(Files.createDirectory(kept.resolve("full")).resolve("file"));
		try (PrivateDirectory directory = new PrivateDirectory(this.parent)) {
			Path file = directory.createFile(".jfr");
			assertThat(this.parent.toFile().list()).containsExactlyInAnyOrder(
					this.parent.relativize(file).getName(0).toString(), kept.getFileName().toString());
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

	@Test
	void directoryWhereFilesHaveNoOwnerShouldBeKeptAndDeleted() throws IOException {
		try (PrivateDirectory directory = new PrivateDirectory(this.parent, PrivateDirectoryTests::noOwner)) {
			Path file = directory.createFile(".jfr");
			assertThat(directory.createFile(".jfr").getParent()).isEqualTo(file.getParent());
		}
		assertThat(this.parent).isEmptyDirectory();
	}

	/** Its owner is unknown. */
	@Test
	void whatADeadProcessLeftWhereFilesHaveNoOwnerShouldStay() throws IOException {
		new ChildJvm().run(LeavesADirectory.class, this.parent.toString());
		String[] left = this.parent.toFile().list();
		assertThat(left).hasSize(1);
		try (PrivateDirectory directory = new PrivateDirectory(this.parent, PrivateDirectoryTests::noOwner)) {
			assertThat(directory.createFile(".jfr")).exists();
		}
		assertThat(this.parent.toFile().list()).isEqualTo(left);
	}

	private static UserPrincipal noOwner(Path file) {
		throw new UnsupportedOperationException("no view of owners: " + file);
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
