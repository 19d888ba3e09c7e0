package io.holdfast.agent.capture;

import io.holdfast.postgres.Lsn;
import io.holdfast.repository.ClusterRepository;
import java.util.Optional;

/** What a lane does besides pumping: joining the epoch, and copying from the other repositories. */
interface LaneWork {
    PieceWindow window();

    /**
     * Gives the repository what it lacks of the epochs before this one, and this epoch's record.
     *
     * @return how far the repository already holds this epoch's WAL
     */
    Lsn join(ClusterRepository repository);

    /**
     * Copies the piece of this epoch at {@code position} from another repository.
     *
     * @return its end, or empty if no repository that can be read holds it
     */
    Optional<Lsn> copyAt(ClusterRepository repository, Lsn position);
}
