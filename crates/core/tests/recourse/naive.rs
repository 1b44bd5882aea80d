//! Recourse by going through every value of every input: slow, and right if anything is.

use creditwood_core::features::Record;
use creditwood_core::recourse::{Direction, Lever, Moves, Price, Request, Room, Searcher};
use creditwood_core::schema::{Column, TableName};

/// The cheapest cost of every set of inputs that turns the decision, where fewer of them do not do it
/// for as much: the cost and the columns, cheapest first.
pub(crate) fn answers(
    searcher: &Searcher,
    record: &Record,
    request: &Request,
) -> Vec<(f64, Vec<usize>)> {
    let levers: Vec<Candidates> = request
        .levers
        .iter()
        .map(|lever| candidates(lever, record))
        .collect();
    let mut cheapest: Vec<(f64, Vec<usize>)> = Vec::new();
    for set in 1_u32..1 << levers.len() {
        if set.count_ones() as usize > request.n_together {
            continue;
        }
        let chosen: Vec<&Candidates> = (0..levers.len())
            .filter(|lever| set >> lever & 1 == 1)
            .map(|lever| &levers[lever])
            .collect();
        let mut cost = f64::INFINITY;
        for_each_point(&chosen, &mut Vec::new(), &mut |point| {
            let total: f64 = point.iter().map(|(_, _, cost)| cost).sum();
            let cells = point.iter().map(|&(idx, value, _)| (idx, value));
            if total < cost && !is_refused(searcher, &record.with_application_cells(cells)) {
                cost = total;
            }
        });
        if cost < f64::INFINITY {
            cheapest.push((cost, chosen.iter().map(|lever| lever.cell).collect()));
        }
    }
    let is_beaten = |(cost, set): &(f64, Vec<usize>)| {
        cheapest.iter().any(|(other, fewer)| {
            let is_part = fewer.len() < set.len() && fewer.iter().all(|cell| set.contains(cell));
            is_part && other <= cost
        })
    };
    let mut left: Vec<_> = cheapest
        .iter()
        .filter(|it| !is_beaten(it))
        .cloned()
        .collect();
    left.sort_by(|one, other| one.0.total_cmp(&other.0));
    left.truncate(request.n_answers);
    left
}

pub(crate) fn is_refused(searcher: &Searcher, record: &Record) -> bool {
    searcher.decide(record).unwrap().refused
}

/// The values of one input, with their costs.
pub(crate) struct Candidates {
    pub(crate) cell: usize,
    pub(crate) values: Vec<(f64, f64)>,
}

type Point = Vec<(usize, f64, f64)>;

fn for_each_point(left: &[&Candidates], point: &mut Point, visit: &mut impl FnMut(&Point)) {
    let Some((first, rest)) = left.split_first() else {
        return visit(point);
    };
    for &(value, cost) in &first.values {
        point.push((first.cell, value, cost));
        for_each_point(rest, point, visit);
        point.pop();
    }
}

/// Small bounds are assumed: up to a thousand steps from zero.
pub(crate) fn candidates(lever: &Lever, record: &Record) -> Candidates {
    let table = TableName::Application.table();
    let cell = table.column_idx(&lever.column).unwrap();
    let column = &table.columns[cell];
    let stated = record.rows(TableName::Application).cells(cell)[0];
    let is_missing = stated.is_nan() || column.sentinel == Some(stated);
    let values = match is_missing {
        true => Vec::new(),
        false => values(&lever.moves, column, stated),
    };
    let cost = |value: f64| match lever.price {
        Price::Flat(price) => Some(price),
        Price::PerUnit(price) => Some(price * (value - stated).abs()),
        Price::OfStated(_) if stated == 0.0 => None,
        Price::OfStated(price) => Some(price * (value - stated).abs() / stated.abs()),
    };
    let values = values.into_iter().filter(|&value| value != stated);
    Candidates {
        cell,
        values: values
            .filter_map(|value| Some((value, cost(value)?)))
            .collect(),
    }
}

fn values(moves: &Moves, column: &Column, stated: f64) -> Vec<f64> {
    let whole = (-1_000..=1_000).map(f64::from);
    let (values, direction, room): (Vec<f64>, _, _) = match moves {
        Moves::Levels { to } => {
            return to
                .iter()
                .map(|level| column.kind.level_cell(level))
                .collect();
        }
        Moves::Steps {
            step,
            direction,
            room,
        } => (whole.map(|k| k * step).collect(), direction, room),
        Moves::Months { direction, room } => {
            let days = whole.map(|k| (k * 30.4375).round());
            (days.collect(), direction, room)
        }
    };
    let (least, most) = match *room {
        Room::Between { least, most } => (least, most),
        Room::Parts { least, most } => {
            let (one, other) = (least * stated, most * stated);
            (one.min(other), one.max(other))
        }
    };
    let is_allowed = |value: &f64| {
        let is_on_its_way = match direction {
            Direction::Up => *value > stated,
            Direction::Down => *value < stated,
            Direction::Both => true,
        };
        is_on_its_way && (least..=most).contains(value)
    };
    values.into_iter().filter(is_allowed).collect()
}
