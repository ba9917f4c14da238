package dev.pprof4j.actuate.web;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;

import dev.pprof4j.actuate.MediaTypes;
import dev.pprof4j.actuate.PprofParameters;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Adds headers, errors as text, and HEAD, on a servlet container. It comes before Spring
 * Security, whose refusals are answers, too.
 */
public final class PprofServletFilter extends OncePerRequestFilter {

	private final PprofHeaders headers;

	private final String endpointPath;

	/**
	 * The filter.
	 * @param headers the headers of all answers
	 * @param endpointPath the path of the endpoint within the server's context
	 */
	public PprofServletFilter(PprofHeaders headers, String endpointPath) {
		this.headers = headers;
		this.endpointPath = endpointPath;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !path(request).matches(request.getRequestURI());
	}

	private EndpointPath path(HttpServletRequest request) {
		return new EndpointPath(request.getContextPath() + this.endpointPath);
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		PprofResponse answer = new PprofResponse(request, response);
		if (path(request).refuses(request.getRequestURI(), request.getHeader(PprofHeaders.FETCH_SITE))) {
			answer.send(HttpServletResponse.SC_FORBIDDEN, PprofHeaders.FOREIGN);
			return;
		}
		chain.doFilter(new PprofRequest(request), answer);
		answer.addHeaders();
	}

	/**
	 * A request that passes its method and address to the endpoint.
	 */
	private static final class PprofRequest extends HttpServletRequestWrapper {

		PprofRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public Map<String, String[]> getParameterMap() {
			Map<String, String[]> parameters = new HashMap<>(super.getParameterMap());
			parameters.put(PprofParameters.REQUEST_LINE, new String[] { getMethod() + " " + getRequestURL() });
			return parameters;
		}

		/** Hides the range: Spring would answer with a part of a new recording. */
		@Override
		public @Nullable String getHeader(String name) {
			return isRange(name) ? null : super.getHeader(name);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			return isRange(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
		}

		private static boolean isRange(String name) {
			return HttpHeaders.RANGE.equalsIgnoreCase(name);
		}

	}

	/**
	 * A response without error pages. It gets its headers when its body begins, because
	 * they depend on the status and the type.
	 */
	private final class PprofResponse extends HttpServletResponseWrapper {

		private final HttpServletRequest request;

		PprofResponse(HttpServletRequest request, HttpServletResponse response) {
			super(response);
			this.request = request;
		}

		void addHeaders() {
			if (!isCommitted()) {
				PprofServletFilter.this.headers
					.of(this.request.getRequestURI(), this.request.getQueryString(), getStatus(), getContentType())
					.forEach(this::setHeader);
			}
		}

		void send(int status, String sentence) throws IOException {
			byte[] body = sentence.getBytes(StandardCharsets.UTF_8);
			setStatus(status);
			setContentType(MediaTypes.TEXT);
			setContentLength(body.length);
			getOutputStream().write(body);
			flushBuffer();
		}

		@Override
		public ServletOutputStream getOutputStream() throws IOException {
			addHeaders();
			return super.getOutputStream();
		}

		@Override
		public PrintWriter getWriter() throws IOException {
			addHeaders();
			return super.getWriter();
		}

		@Override
		public void sendError(int status) throws IOException {
			send(status, PprofHeaders.sentence(status));
		}

		@Override
		public void sendError(int status, String message) throws IOException {
			sendError(status);
		}

	}

}
