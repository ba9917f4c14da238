package dev.pprof4j.encode;

import java.util.Objects;

/**
 * Whose profile it is: what the header of {@code go tool pprof} shows as file and build
 * ID.
 *
 * @param name the name of the application
 * @param buildId what was built, best the git commit; empty if it is not known
 */
public record Application(String name, String buildId) {

	public Application {
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(buildId, "buildId");
	}

}
