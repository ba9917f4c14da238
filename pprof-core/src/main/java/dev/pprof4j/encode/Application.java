package dev.pprof4j.encode;

import java.util.Objects;

/**
 * The application that is profiled: {@code go tool pprof} shows it in its header as file
 * and build ID.
 *
 * @param name the name of the application
 * @param buildId identifies the build, ideally the git commit; empty if it is not known
 */
public record Application(String name, String buildId) {

	public Application {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(buildId, "buildId");
	}

}
