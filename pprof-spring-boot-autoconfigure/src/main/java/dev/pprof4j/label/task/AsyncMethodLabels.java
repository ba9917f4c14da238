package dev.pprof4j.label.task;

import java.lang.reflect.UndeclaredThrowableException;

import dev.pprof4j.label.ProfilingLabels;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ClassUtils;

/**
 * Gives {@code @Async} methods the label {@code task}, in the thread that runs them. It
 * creates no proxies, but adds itself to those that Spring has created for these methods,
 * directly behind the interceptor that submits them. It therefore comes after all
 * post-processors that have an order.
 */
public final class AsyncMethodLabels implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof Advised proxy && !proxy.isFrozen()) {
			Advisor[] advisors = proxy.getAdvisors();
			for (int i = advisors.length - 1; i >= 0; i--) {
				if (advisors[i].getAdvice() instanceof AsyncExecutionInterceptor
						&& advisors[i] instanceof PointcutAdvisor async) {
					proxy.addAdvisor(i + 1, new DefaultPointcutAdvisor(async.getPointcut(), new Labels()));
				}
			}
		}
		return bean;
	}

	/**
	 * Calls a method with its name as a label.
	 */
	private static final class Labels implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			Object target = invocation.getThis();
			Class<?> type = (target != null) ? ClassUtils.getUserClass(target)
					: invocation.getMethod().getDeclaringClass();
			return ProfilingLabels.of(TaskLabels.KEY, type.getName() + '.' + invocation.getMethod().getName())
				.call(() -> proceed(invocation));
		}

		private static @Nullable Object proceed(MethodInvocation invocation) throws Exception {
			try {
				return invocation.proceed();
			}
			catch (Exception | Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new UndeclaredThrowableException(ex);
			}
		}

	}

}
