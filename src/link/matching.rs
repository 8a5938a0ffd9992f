//! Odds of pairs -> probabilities when each row has at most one partner.
//!
//! Method: belief propagation on the graph of the pairs, each row matched at most once (Bayati, Shah and Sharma 2008; Huang and
//! Jebara 2009), here for the probabilities instead of the best matching.

/// Two rows that may be partners, with the odds of that against neither having one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    pub odds: f64,
}

/// The most rounds of passing messages; where few rows compete they settle in three or four.
const ROUNDS: usize = 24;
/// Messages that move by a smaller share than this have settled.
const SETTLED: f64 = 1e-9;
/// Claims below this are given up: all that a thousand rows lay on one change no probability by a millionth.
const LEAST_CLAIM: f64 = 1e-9;

/// What the two rows of an edge tell each other: how free each is but for the edge, from 1 (free) to 0 (taken).
#[derive(Debug, Clone, Copy)]
struct Messages {
    from: f64,
    to: f64,
}

/// For each edge, in order, the probability that its rows are partners.
pub(super) fn probabilities(edges: &[Edge]) -> Vec<f64> {
    let from_count = edges.iter().map(|it| it.from + 1).max().unwrap_or(0);
    let to_count = edges.iter().map(|it| it.to + 1).max().unwrap_or(0);
    let mut messages = vec![Messages { from: 1.0, to: 1.0 }; edges.len()];
    let mut competing: Vec<usize> = (0..edges.len()).collect();
    let mut claims = (vec![0.0; from_count], vec![0.0; to_count]);
    for round in 0..ROUNDS {
        let moved = pass(edges, &competing, &mut messages, &mut claims);
        if moved < SETTLED {
            break;
        }
        // Every second round tells at most how free a row is: later ones never find it freer. What can claim nothing by then never will.
        if round == 1 {
            let claim = |it: &usize| edges[*it].odds * messages[*it].from.max(messages[*it].to);
            competing.retain(|it| claim(it) >= LEAST_CLAIM);
        }
    }

    let probability = |(edge, messages): (&Edge, &Messages)| {
        let odds = edge.odds * messages.from * messages.to;
        odds / (1.0 + odds)
    };
    edges.iter().zip(&messages).map(probability).collect()
}

/// Passes the messages of the competing edges once and gives the greatest share by which one moved. `claims` are of the rows of the
/// earlier and of the later edition.
fn pass(edges: &[Edge], competing: &[usize], messages: &mut [Messages], claims: &mut (Vec<f64>, Vec<f64>)) -> f64 {
    let (on_from, on_to) = claims;
    on_from.fill(0.0);
    on_to.fill(0.0);
    for index in competing {
        let (edge, told) = (&edges[*index], messages[*index]);
        on_from[edge.from] += edge.odds * told.to;
        on_to[edge.to] += edge.odds * told.from;
    }

    let mut most_moved = 0.0_f64;
    for index in competing {
        let (edge, told) = (&edges[*index], messages[*index]);
        let now = Messages {
            from: 1.0 / (1.0 + (on_from[edge.from] - edge.odds * told.to).max(0.0)),
            to: 1.0 / (1.0 + (on_to[edge.to] - edge.odds * told.from).max(0.0)),
        };
        let moved = (now.from - told.from).abs() / now.from;
        most_moved = most_moved.max(moved).max((now.to - told.to).abs() / now.to);
        messages[*index] = now;
    }
    most_moved
}

/// The partners: the likeliest pairs first, none less likely than `least`; each row once. Indices of edges, in their order.
pub(super) fn partners(edges: &[Edge], probabilities: &[f64], least: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..edges.len()).filter(|index| probabilities[*index] >= least).collect();
    let rank = |index: &usize| (probabilities[*index], edges[*index].odds);
    order.sort_by(|a, b| {
        let (first, second) = (rank(a), rank(b));
        second.0.total_cmp(&first.0).then(second.1.total_cmp(&first.1)).then(a.cmp(b))
    });
    let (mut from_taken, mut to_taken) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    order.retain(|index| {
        let edge = edges[*index];
        let is_free = !from_taken.contains(&edge.from) && !to_taken.contains(&edge.to);
        is_free && from_taken.insert(edge.from) && to_taken.insert(edge.to)
    });
    order.sort_unstable();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edges as (from, to, odds); probabilities in percent, and the partners.
    #[track_caller]
    fn check(edges: &[(usize, usize, f64)], expected: &[u32], expected_partners: &[usize]) {
        let edges: Vec<Edge> =
            edges.iter().map(|(from, to, odds)| Edge { from: *from, to: *to, odds: *odds }).collect();
        let found = probabilities(&edges);
        assert_eq!(found.iter().map(|it| (100.0 * it).round() as u32).collect::<Vec<_>>(), expected);
        assert_eq!(partners(&edges, &found, 0.3), expected_partners);
    }

    #[test]
    fn a_pair_alone_has_its_odds() {
        check(&[(0, 0, 9.0)], &[90], &[0]);
    }

    #[test]
    fn two_that_are_alike_share_one() {
        check(&[(0, 0, 1000.0), (1, 0, 1000.0)], &[50, 50], &[0]);
    }

    #[test]
    fn a_rival_that_is_taken_elsewhere_does_not_count() {
        check(&[(0, 0, 1e6), (1, 0, 100.0), (1, 1, 100.0)], &[100, 0, 99], &[0, 2]);
    }

    #[test]
    fn exact_on_a_chain() {
        // Matchings and their weights: none 1, {a} 2, {b} 3, {c} 4, {a, c} 8.
        check(&[(0, 0, 2.0), (0, 1, 3.0), (1, 1, 4.0)], &[56, 17, 67], &[0, 2]);
    }
}
