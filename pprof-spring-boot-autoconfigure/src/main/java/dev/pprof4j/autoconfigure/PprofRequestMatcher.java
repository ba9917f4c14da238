package dev.pprof4j.autoconfigure;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.context.WebApplicationContext;

/**
 * Tells requests to the endpoint, at next to no cost for those to the application, each
 * of which Spring Security asks about: what comes to the application's own server is not
 * for the endpoint if that has another. Boot's matcher finds the same, in 5 microseconds,
 * since it looks a class up by its name each time.
 */
final class PprofRequestMatcher implements RequestMatcher {

	private final WebApplicationContext application;

	private final RequestMatcher endpoint;

	private final boolean onOtherServer;

	/**
	 * The matcher.
	 * @param application whose requests these are, those to the management server apart
	 * @param endpoint Boot's matcher
	 */
	PprofRequestMatcher(WebApplicationContext application, RequestMatcher endpoint) {
		this.application = application;
		this.endpoint = endpoint;
		this.onOtherServer = ManagementPortType.get(application.getEnvironment()) == ManagementPortType.DIFFERENT;
	}

	@Override
	public boolean matches(HttpServletRequest request) {
		ServletContext server = this.application.getServletContext();
		boolean elsewhere = this.onOtherServer && server != null && server == request.getServletContext();
		return !elsewhere && this.endpoint.matches(request);
	}

}
