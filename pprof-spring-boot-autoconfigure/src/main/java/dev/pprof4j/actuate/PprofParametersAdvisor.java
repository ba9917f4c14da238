package dev.pprof4j.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationArgumentResolver;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Passes {@link PprofParameters} to the operations of {@link PprofEndpoint}, on any web
 * stack.
 */
public final class PprofParametersAdvisor implements OperationInvokerAdvisor {

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		return PprofEndpoint.ID.equals(endpointId) ? (context) -> invoker.invoke(withParameters(context)) : invoker;
	}

	private static InvocationContext withParameters(InvocationContext context) {
		SecurityContext securityContext = context.resolveArgument(SecurityContext.class);
		return new InvocationContext((securityContext != null) ? securityContext : SecurityContext.NONE,
				pathOnly(context.getArguments()),
				OperationArgumentResolver.of(PprofParameters.class, () -> new PprofParameters(context.getArguments())),
				new Inherited(context));
	}

	/**
	 * Keeps only the path: a parameter must not be able to forge the argument of an
	 * operation that has its name.
	 */
	private static Map<String, Object> pathOnly(Map<String, Object> arguments) {
		Map<String, Object> path = new LinkedHashMap<>(arguments);
		path.values().removeIf((value) -> !(value instanceof Object[]));
		return path;
	}

	/**
	 * What the web stack resolves by type, such as the server's namespace.
	 */
	private record Inherited(InvocationContext context) implements OperationArgumentResolver {

		@Override
		public boolean canResolve(Class<?> type) {
			return this.context.canResolve(type);
		}

		@Override
		public <T> @Nullable T resolve(Class<T> type) {
			return this.context.resolveArgument(type);
		}

	}

}
