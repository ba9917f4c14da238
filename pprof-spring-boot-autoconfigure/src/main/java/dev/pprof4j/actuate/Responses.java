package dev.pprof4j.actuate;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

/**
 * The answers of the endpoint.
 */
final class Responses {

	private Responses() {
	}

	static WebEndpointResponse<byte[]> ok(String type, String text) {
		return ok(type, text.getBytes(StandardCharsets.UTF_8));
	}

	static WebEndpointResponse<byte[]> ok(String type, byte[] body) {
		return new WebEndpointResponse<>(body, WebEndpointResponse.STATUS_OK, MimeType.valueOf(type));
	}

	/** A sentence for people that says why there is no better answer. */
	static WebEndpointResponse<byte[]> sentence(int status, @Nullable String sentence) {
		byte[] body = (sentence + "\n").getBytes(StandardCharsets.UTF_8);
		return new WebEndpointResponse<>(body, status, MimeType.valueOf(MediaTypes.TEXT));
	}

}
