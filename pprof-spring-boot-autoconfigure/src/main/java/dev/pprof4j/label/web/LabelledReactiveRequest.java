package dev.pprof4j.label.web;

import dev.pprof4j.label.ProfilingLabels;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

/**
 * A request whose body arrives with labels: its last part is what makes the framework
 * call the handler.
 */
final class LabelledReactiveRequest extends ServerHttpRequestDecorator {

	private final ProfilingLabels labels;

	LabelledReactiveRequest(ServerHttpRequest request, ProfilingLabels labels) {
		super(request);
		this.labels = labels;
	}

	@Override
	public Flux<DataBuffer> getBody() {
		return ReactiveSignals.labelled(super.getBody(), this.labels);
	}

}
