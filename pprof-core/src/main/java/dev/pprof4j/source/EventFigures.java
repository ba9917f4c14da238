package dev.pprof4j.source;

import java.time.Duration;

/**
 * What the stream of events has delivered since it was started.
 *
 * @param events how many events
 * @param lag from the end of the newest event until its delivery
 * @param cpuTime what the thread that receives the events has used
 */
public record EventFigures(long events, Duration lag, Duration cpuTime) {

}
