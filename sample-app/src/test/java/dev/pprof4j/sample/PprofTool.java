package dev.pprof4j.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import dev.pprof4j.test.GoPprof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code go tool pprof} in the hands of an administrator of the sample application.
 *
 * @param directory where it saves profiles
 * @param managementPort where the endpoint is
 */
record PprofTool(Path directory, int managementPort) {

	GoPprof go() {
		return GoPprof.in(this.directory);
	}

	/** Fetches a profile and reports on it. */
	GoPprof.Result fetch(String path, String... options) {
		String[] arguments = Stream.concat(Stream.of(options), Stream.of(url("admin:admin", path)))
			.toArray(String[]::new);
		GoPprof.Result result = go().run(arguments);
		assertThat(result.exitCode()).as(result.err()).isZero();
		assertThat(result.complaints()).isEmpty();
		return result;
	}

	/** Reports on a profile that is there. */
	String report(String... arguments) {
		GoPprof.Result result = go().run(arguments);
		assertThat(result.complaints()).isEmpty();
		return result.out();
	}

	String url(String user, String path) {
		return "http://%s@127.0.0.1:%d/actuator/pprof/%s".formatted(user, this.managementPort, path);
	}

	/** The profile that was saved last, or any of them. */
	String saved() {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.toString().endsWith(".pb.gz")).findAny().orElseThrow().toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
