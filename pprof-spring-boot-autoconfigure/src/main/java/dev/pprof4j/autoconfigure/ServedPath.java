package dev.pprof4j.autoconfigure;

import dev.pprof4j.actuate.PprofEndpoint;

import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The path of the endpoint on the management server.
 */
final class ServedPath {

	private static final String PROPERTY = "management.endpoints.web.path-mapping.pprof";

	private ServedPath() {
	}

	/**
	 * Returns the path. Boot serves an endpoint whose configured path has a slash at one
	 * of its ends, but neither its matchers for Spring Security nor the filter of this
	 * library would recognize the requests.
	 * @throws InvalidConfigurationPropertyValueException if that is so
	 */
	static String of(PathMappedEndpoints endpoints) {
		String path = String.valueOf(endpoints.getPath(PprofEndpoint.ID));
		if (path.contains("//") || path.endsWith("/")) {
			throw new InvalidConfigurationPropertyValueException(PROPERTY,
					path.substring(endpoints.getBasePath().length() + 1), "With it, the endpoint would be at '" + path
							+ "', where its access rules do not apply. Write it without slashes at its ends.");
		}
		return path;
	}

}
